import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RerunWorkflowDto, TriggerWorkflowDto, WorkflowRunDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt, Untagged } from '../http/resource-headers.interceptor.js';
import { Repeatable, RequestKey } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';

/** Starts runs of workflows. */
@ApiTags('workflow-runs')
@Controller()
@Untagged()
export class WorkflowStartsController {
  constructor(private readonly client: ServiceClient) {}

  @Post('workflows/:id/runs')
  @RequirePermission('run:trigger', of('workflow'))
  @LocatedAt('workflow-runs')
  @Repeatable()
  @Endpoint({
    id: 'triggerWorkflow',
    summary: 'Run a workflow',
    status: 202,
    answer: WorkflowRunDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: TriggerWorkflowDto, example: { inputs: {} }, optional: true },
  })
  trigger(
    @Param('id', IdPipe) workflowId: string,
    @Body() body: TriggerWorkflowDto,
    @Actor() actor: string,
    @RequestKey() requestKey: string | undefined,
  ): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.trigger', { workflowId, body, actor, requestKey });
  }

  @Post('workflow-runs/:id/rerun')
  @RequirePermission('run:control', of('workflowRun'))
  @LocatedAt('workflow-runs')
  @Repeatable()
  @Endpoint({
    id: 'rerunWorkflow',
    summary: 'Run a workflow again: all of it, what failed, or from one node on',
    description:
      'Makes a new workflow run of the same version; what it takes over counts as done, with its outputs.',
    status: 202,
    answer: WorkflowRunDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: RerunWorkflowDto, example: { from: 'failed' } },
  })
  rerun(
    @Param('id', IdPipe) id: string,
    @Body() body: RerunWorkflowDto,
    @Actor() actor: string,
    @RequestKey() requestKey: string | undefined,
  ): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.rerun', { id, body, actor, requestKey });
  }
}
