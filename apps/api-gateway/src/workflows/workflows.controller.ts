import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import {
  CreateWorkflowDto,
  pageOf,
  ReplaceWorkflowDto,
  WorkflowDto,
  WorkflowListQuery,
  WorkflowSummaryDto,
  WorkflowValidationDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { of, ofBody, RequirePermission, somewhere } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { refuseUnusableJson } from '../http/plain-json.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { TakesYaml } from '../http/yaml-body.js';
import { Repeatable } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { DeleteWorkflowQuery } from './workflow.queries.js';
import { newWorkflow, workflowBody } from './workflow.examples.js';

const WorkflowPage = pageOf(WorkflowSummaryDto);
const ofWorkflow = of('workflow');

@ApiTags('workflows')
@Controller('workflows')
export class WorkflowsController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('workflow:write', ofBody)
  @LocatedAt('workflows')
  @Repeatable()
  @TakesYaml()
  @ApiConsumes('application/json', 'application/yaml')
  @Endpoint({
    id: 'createWorkflow',
    summary: 'Create a workflow',
    description: 'The body may be YAML. Everything but the name and the nodes has a default.',
    status: 201,
    answer: WorkflowDto,
    problems: [400, 401, 403, 409, 413, 415, 422, 503],
    body: { type: CreateWorkflowDto, example: newWorkflow },
  })
  create(@Body() body: unknown, @Actor() actor: string): Promise<WorkflowDto> {
    refuseUnusableJson(body);
    return this.client.call('workflow.create', { body: body ?? {}, actor });
  }

  @Post('validate')
  @RequirePermission('workflow:read', ofBody)
  @TakesYaml()
  @ApiConsumes('application/json', 'application/yaml')
  @Endpoint({
    id: 'validateWorkflow',
    summary: 'Check a workflow without creating it, and plan it',
    description:
      'Answers 200 also when the workflow is not valid: with everything that is wrong, each by its place. The body may be YAML.',
    answer: WorkflowValidationDto,
    problems: [400, 401, 403, 413, 415, 422, 503],
    body: { type: CreateWorkflowDto, example: newWorkflow },
  })
  validate(@Body() body: unknown): Promise<WorkflowValidationDto> {
    refuseUnusableJson(body);
    return this.client.call('workflow.validate', { body: body ?? {} });
  }

  @Get()
  @RequirePermission('workflow:read', somewhere)
  @Endpoint({
    id: 'listWorkflows',
    summary: 'List and search workflows',
    description: 'Newest first, without what they are made of: ask for one of them to see its nodes.',
    answer: WorkflowPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: WorkflowListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<WorkflowSummaryDto>> {
    return this.client.call('workflow.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('workflow:read', ofWorkflow)
  @Endpoint({
    id: 'getWorkflow',
    summary: 'Show a workflow',
    answer: WorkflowDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string): Promise<WorkflowDto> {
    return this.client.call('workflow.get', { id });
  }

  @Put(':id')
  @RequirePermission('workflow:write', ofWorkflow)
  @TakesYaml()
  @ApiConsumes('application/json', 'application/yaml')
  @Endpoint({
    id: 'replaceWorkflow',
    summary: 'Replace the definition of a workflow',
    description:
      'Makes a new version; workflow runs that exist keep the version they were made with. Name and project do not change: they may ' +
      'be left out. The body may be YAML.',
    answer: WorkflowDto,
    problems: [400, 401, 403, 404, 409, 412, 413, 415, 422, 503],
    conditional: true,
    body: { type: ReplaceWorkflowDto, example: workflowBody },
  })
  replace(
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<WorkflowDto> {
    refuseUnusableJson(body);
    return this.client.call('workflow.replace', { id, body: body ?? {}, ifVersion, actor });
  }

  @Delete(':id')
  @RequirePermission('workflow:write', ofWorkflow)
  @Endpoint({
    id: 'deleteWorkflow',
    summary: 'Delete a workflow',
    description:
      'Refused while other workflows name it; while it has schedules, backfills or open workflow runs as well, unless `force`.',
    status: 204,
    problems: [401, 403, 404, 409, 412, 422, 503],
    conditional: true,
  })
  async delete(
    @Param('id', IdPipe) id: string,
    @Query() { force }: DeleteWorkflowQuery,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('workflow.delete', { id, force: force === 'true', ifVersion, actor });
  }

  @Post(':id/pause')
  @RequirePermission('workflow:operate', ofWorkflow)
  @Endpoint({
    id: 'pauseWorkflow',
    summary: 'Pause a workflow: no new workflow run of it starts',
    description: 'Workflow runs that exist go on.',
    answer: WorkflowDto,
    problems: [401, 403, 404, 409, 503],
  })
  pause(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkflowDto> {
    return this.client.call('workflow.pause', { id, actor });
  }

  @Post(':id/resume')
  @RequirePermission('workflow:operate', ofWorkflow)
  @Endpoint({
    id: 'resumeWorkflow',
    summary: 'Resume a workflow',
    answer: WorkflowDto,
    problems: [401, 403, 404, 409, 503],
  })
  resume(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkflowDto> {
    return this.client.call('workflow.resume', { id, actor });
  }
}
