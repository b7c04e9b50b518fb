import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemModels } from './endpoint.js';

const tags: Readonly<Record<string, string>> = {
  auth: 'Log in, and who am I',
  tasks: 'What to execute, and running it',
  schedules: 'When to execute it',
  workflows: 'Graphs of what to execute',
  'workflow-runs': 'Executions of workflows, their nodes and their pictures',
  backfills: 'Runs of tasks and workflows for planned times of the past',
  events: 'What schedules may wait for',
  ledger: 'Every planned time, accounted for',
  runs: 'Executions, their state and their logs',
  pools: 'Limits on runs, and who has their slots',
  projects: 'Scopes of names and permissions',
  secrets: 'What tasks may know and nobody may read',
  workers: 'The nodes that execute',
  masters: 'The nodes that schedule',
  cluster: 'The whole of it: pausing, consistency',
  settings: 'What counts for the whole cluster',
  'alarm-rules': 'What raises an alarm',
  alarms: 'Alarms and their handling',
  users: 'Who may log in',
  'api-keys': 'Credentials for programs',
  health: 'For load balancers and monitoring',
};

const introduction = `Schedules tasks, runs them on workers, keeps their logs and raises alarms.

**First steps**: open the group **auth** and log in by \`POST /api/v1/auth/login\` ("Try it out"), copy the \`accessToken\` of the answer, press
**Authorize** and paste it there. Then create a task (group **tasks**), trigger it and read its log (**runs**): the examples work as
they stand.`;

/** The bar with the logo of Swagger says nothing about Orrery. */
const look = '.swagger-ui .topbar { display: none } .swagger-ui .info { margin: 30px 0 20px }';

/** Describes the whole API. Costs some hundred milliseconds, so it is done when somebody asks. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Orrery')
    .setDescription(introduction)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.0.3')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey');
  for (const [name, description] of Object.entries(tags)) builder.addTag(name, description);
  return SwaggerModule.createDocument(app, builder.build(), { extraModels: problemModels });
}

/** Serves Swagger UI at /docs and the document at /docs-json. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: 'Orrery',
    customCss: look,
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      // Groups, to be opened: of all operations at once the page draws only those in view.
      docExpansion: 'none',
      defaultModelsExpandDepth: 0,
    },
  });
}
