import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CreateWorkflowDto, WorkflowImportDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import type { FastifyReply } from 'fastify';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { of, ofBody, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { refuseUnusableJson } from '../http/plain-json.js';
import { TakesYaml } from '../http/yaml-body.js';
import { Endpoint } from '../openapi/endpoint.js';
import { newWorkflow } from './workflow.examples.js';
import { ExportWorkflowQuery, ExportWorkflowsQuery } from './workflow.queries.js';
import { writeYaml } from './write-yaml.js';

/** Workflows as files, which people keep under version control. */
@ApiTags('workflows')
@Controller('workflows')
export class WorkflowFilesController {
  constructor(private readonly client: ServiceClient) {}

  @Post('import')
  @RequirePermission('workflow:write', ofBody)
  @TakesYaml('many')
  @ApiConsumes('application/json', 'application/yaml')
  @Endpoint({
    id: 'importWorkflows',
    summary: 'Create and update workflows by their names',
    description:
      'Takes one workflow, a list, or YAML of one or more documents; they may name each other in any order. What is as it should be ' +
      'stays unchanged, so that an import can be repeated. All of them are written, or none.',
    answer: WorkflowImportDto,
    problems: [400, 401, 403, 409, 412, 413, 415, 422, 503],
    body: { type: CreateWorkflowDto, list: true, example: [newWorkflow] },
  })
  import(@Body() body: unknown, @Actor() actor: string): Promise<WorkflowImportDto> {
    refuseUnusableJson(body);
    return this.client.call('workflow.import', { body: body ?? [], actor });
  }

  @Get('export')
  @RequirePermission('workflow:read', somewhere)
  @ApiProduces('application/yaml', 'application/json')
  @Endpoint({
    id: 'exportWorkflows',
    summary: 'Export the workflows of a project as an import takes them',
    description: 'YAML with a document for each, or a JSON list; sorted by project and name.',
    answer: Object,
    problems: [401, 403, 422, 503],
  })
  async exportAll(
    @Query() { project, format = 'yaml' }: ExportWorkflowsQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { items } = await this.client.call('workflow.export', { project, projects });
    return format === 'json' ? items : yaml(reply, items);
  }

  @Get(':id/export')
  @RequirePermission('workflow:read', of('workflow'))
  @ApiProduces('application/yaml', 'application/json')
  @Endpoint({
    id: 'exportWorkflow',
    summary: 'Export a workflow as an import takes it',
    answer: Object,
    problems: [401, 403, 404, 422, 503],
  })
  async export(
    @Param('id', IdPipe) id: string,
    @Query() { format = 'yaml' }: ExportWorkflowQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { items } = await this.client.call('workflow.export', { id });
    return format === 'json' ? items[0] : yaml(reply, items);
  }
}

function yaml(reply: FastifyReply, definitions: readonly unknown[]): string {
  void reply.type('application/yaml; charset=utf-8');
  return writeYaml(definitions);
}
