import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { declaredRoutes } from '../testing/routes.js';
import { useGateway } from '../testing/use-gateway.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
  readonly parameters?: readonly { name: string }[];
  readonly requestBody?: { content: Record<string, { examples: Record<string, { value: object }> }> };
}

describe('the API document', () => {
  const gateway = useGateway();
  let document: OpenAPIObject;
  let operations: { at: string; method: string; path: string; operation: Operation }[];

  beforeAll(async () => {
    document = (await gateway.ask('GET', '/docs-json')).body as unknown as OpenAPIObject;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
        at: `${method} ${path}`,
        method,
        path,
        operation,
      })),
    );
  });

  it('is valid OpenAPI 3.0.3', async () => {
    const result = await new Validator().validate(
      structuredClone(document) as unknown as Record<string, unknown>,
    );
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe('3.0.3');
  });

  it('knows every route', () => {
    const described = operations.map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(described.sort()).toEqual(
      declaredRoutes(gateway.running.http)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it('tells that the run of a node comes with its checkpoint, as a single run does', () => {
    expect(JSON.stringify(document.components!.schemas!.NodeRunDetailsDto)).toContain('/RunDetailsDto"');
  });

  it('names every operation once, with a summary and a known tag', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['createTask', 'triggerRun', 'streamLog', 'createSchedule', 'login']),
    );
    const tags = document.tags?.map(({ name }) => name);
    for (const { at, operation } of operations) {
      expect(operation.summary, at).toBeTruthy();
      expect(tags, at).toContain(operation.tags[0]);
    }
  });

  it('says of each operation whether it needs a credential', () => {
    const labels = new Map(
      declaredRoutes(gateway.running.http).map((route) => [`${route.method} ${route.path}`, route.label]),
    );
    for (const { at, method, path, operation } of operations) {
      const label = labels.get(`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
      if (label?.kind === 'public') expect(operation.security, at).toBeUndefined();
      else {
        expect(operation.security, at).toHaveLength(2);
        expect(Object.keys(operation.responses), at).toContain('401');
      }
    }
    expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual(['bearer', 'apiKey']);
  });

  it('describes each error as a problem', () => {
    for (const { at, operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) < 400 || at.endsWith('/healthz') || at.endsWith('/readyz')) continue;
        const schema = response.content?.['application/problem+json']?.schema;
        expect(schema?.$ref, `${at} ${status}`).toBe('#/components/schemas/ProblemDto');
      }
    }
  });

  it('refers to schemas that exist', () => {
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(
      ([, name]) => name!,
    );
    for (const name of new Set(named)) expect(document.components?.schemas, name).toHaveProperty([name]);
  });

  it.each(['BackfillForecastDto', 'ReservedSlotsDto', 'WrittenSecretDto/warnings', 'FireDto/outcome'])(
    'says what is meant by %s, field by field',
    (place) => {
      const [name, field] = place.split('/') as [string, string?];
      const { properties } = document.components!.schemas![name] as {
        properties: Record<string, { description?: string }>;
      };
      const fields = Object.entries(properties).filter(([each]) => field === undefined || each === field);
      expect(fields.length).toBeGreaterThan(0);
      expect(fields.filter(([, { description }]) => !description).map(([each]) => each)).toEqual([]);
    },
  );

  it('gives request examples that work as they stand', async () => {
    const bodies = operations.filter(({ operation }) => operation.requestBody);
    expect(bodies.length).toBeGreaterThan(12);
    for (const { at, method, path, operation } of bodies) {
      if (path.includes('/auth/')) continue; // needs a password of the installation
      const example = operation.requestBody?.content['application/json']?.examples['example']?.value;
      const place = path.replace(/\{\w+\}/g, 'some-id');
      const told = await gateway.ask(method.toUpperCase(), place, { token: gateway.admin, body: example });
      expect([200, 201, 202, 404], `${at}: ${JSON.stringify(told.body)}`).toContain(told.status);
    }
  });

  it('is shown by Swagger UI, which keeps the credential', async () => {
    const page = await gateway.ask('GET', '/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const asset of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js']) {
      expect((await gateway.ask('GET', `/docs/${asset}`)).status, asset).toBe(200);
    }
    expect((await gateway.ask('GET', '/docs/swagger-ui-init.js')).body).toContain(
      '"persistAuthorization": true',
    );
  });
});
