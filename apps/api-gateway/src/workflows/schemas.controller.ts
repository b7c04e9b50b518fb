import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CreateWorkflowDto, jsonSchemaOf, type JsonSchema } from '@orrery/contracts';
import { Public } from '../access/require-permission.js';
import { Endpoint } from '../openapi/endpoint.js';

const workflowSchema = jsonSchemaOf(CreateWorkflowDto, {
  $id: 'urn:orrery:schema:workflow',
  title: 'Orrery workflow',
});

/** Schemas of files that people write; open to all, because editors fetch them without a credential. */
@ApiTags('workflows')
@Controller('schemas')
export class SchemasController {
  @Get('workflow')
  @Public()
  @Header('content-type', 'application/schema+json')
  @Header('cache-control', 'public, max-age=3600')
  @Endpoint({
    id: 'getWorkflowSchema',
    summary: 'Show the JSON Schema of workflows',
    description:
      'Draft 7, for JSON and YAML alike: give its address to an editor, which completes and checks by it.',
    answer: Object,
    problems: [503],
  })
  workflow(): JsonSchema {
    return workflowSchema;
  }
}
