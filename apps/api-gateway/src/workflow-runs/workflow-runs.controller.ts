import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ListedWorkflowRunDto,
  pageOf,
  WorkflowRunDto,
  WorkflowRunListQuery,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { of, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Untagged } from '../http/resource-headers.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { CancelWorkflowRunDto } from './workflow-run-actions.dto.js';

const WorkflowRunPage = pageOf(ListedWorkflowRunDto);
const ofWorkflowRun = of('workflowRun');

@ApiTags('workflow-runs')
@Controller('workflow-runs')
@Untagged()
export class WorkflowRunsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('run:read', somewhere)
  @Endpoint({
    id: 'listWorkflowRuns',
    summary: 'List and filter runs of workflows',
    description: 'Newest first. Long `inputs` are left out, and named in `omitted`.',
    answer: WorkflowRunPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: WorkflowRunListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<ListedWorkflowRunDto>> {
    return this.client.call('workflowRun.list', { query, projects });
  }

  @Get(':id')
  @RequirePermission('run:read', ofWorkflowRun)
  @Endpoint({
    id: 'getWorkflowRun',
    summary: 'Show a run of a workflow',
    answer: WorkflowRunDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.get', { id });
  }

  @Post(':id/pause')
  @RequirePermission('run:control', ofWorkflowRun)
  @Endpoint({
    id: 'pauseWorkflowRun',
    summary: 'Pause a workflow run: no node of it starts',
    description: 'Nodes that run go on to their end.',
    answer: WorkflowRunDto,
    problems: [401, 403, 404, 409, 503],
  })
  pause(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.pause', { id, actor });
  }

  @Post(':id/resume')
  @RequirePermission('run:control', ofWorkflowRun)
  @Endpoint({
    id: 'resumeWorkflowRun',
    summary: 'Resume a workflow run',
    answer: WorkflowRunDto,
    problems: [401, 403, 404, 409, 503],
  })
  resume(@Param('id', IdPipe) id: string, @Actor() actor: string): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.resume', { id, actor });
  }

  @Post(':id/cancel')
  @RequirePermission('run:control', ofWorkflowRun)
  @Endpoint({
    id: 'cancelWorkflowRun',
    summary: 'Cancel a workflow run',
    description:
      'Nothing of it starts any more but its finally nodes, and what runs is cancelled; one that has ended stays as it is.',
    status: 202,
    answer: WorkflowRunDto,
    problems: [401, 403, 404, 422, 503],
    body: { type: CancelWorkflowRunDto, example: { reason: 'started by mistake' }, optional: true },
  })
  cancel(
    @Param('id', IdPipe) id: string,
    @Body() { reason }: CancelWorkflowRunDto,
    @Actor() actor: string,
  ): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.cancel', { id, reason, actor });
  }
}
