import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MarkNodeDto, WorkflowRunDto, type DecideApprovalDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, Caller } from '../access/parameters.js';
import { Principal } from '../access/principal.js';
import { of, RequirePermission } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Untagged } from '../http/resource-headers.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { ApprovalCommentDto } from './workflow-run-actions.dto.js';

const ofWorkflowRun = of('workflowRun');

/** What people decide about single nodes of a workflow run. */
@ApiTags('workflow-runs')
@Controller('workflow-runs/:id/nodes/:nodeId')
@Untagged()
export class NodeDecisionsController {
  constructor(private readonly client: ServiceClient) {}

  @Post('mark')
  @RequirePermission('run:control', ofWorkflowRun)
  @Endpoint({
    id: 'markNode',
    summary: 'Let a node count as succeeded or skipped',
    description:
      'It does not run, or run on; what it runs is cancelled. Refused before the workflow run begins, for a node that has ended, and ' +
      'for an approval that names who decides it.',
    answer: WorkflowRunDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: MarkNodeDto, example: { state: 'succeeded', comment: 'loaded by hand' } },
  })
  mark(
    @Param('id', IdPipe) id: string,
    @Param('nodeId', IdPipe) nodeId: string,
    @Body() body: MarkNodeDto,
    @Actor() actor: string,
  ): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.mark', { id, nodeId, body, actor });
  }

  @Post('approve')
  @RequirePermission('run:control', ofWorkflowRun)
  @Endpoint({
    id: 'approveNode',
    summary: 'Approve what a node asks: it succeeds',
    description: 'Where the node names approvers, only they may.',
    answer: WorkflowRunDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: ApprovalCommentDto, example: { comment: 'numbers checked' }, optional: true },
  })
  approve(
    @Param('id', IdPipe) id: string,
    @Param('nodeId', IdPipe) nodeId: string,
    @Body() { comment }: ApprovalCommentDto,
    @Caller() caller: Principal,
  ): Promise<WorkflowRunDto> {
    return this.decide(id, nodeId, { decision: 'approved', comment }, caller);
  }

  @Post('reject')
  @RequirePermission('run:control', ofWorkflowRun)
  @Endpoint({
    id: 'rejectNode',
    summary: 'Reject what a node asks: it fails',
    description: 'Where the node names approvers, only they may.',
    answer: WorkflowRunDto,
    problems: [400, 401, 403, 404, 409, 413, 422, 503],
    body: { type: ApprovalCommentDto, example: { comment: 'the numbers are wrong' }, optional: true },
  })
  reject(
    @Param('id', IdPipe) id: string,
    @Param('nodeId', IdPipe) nodeId: string,
    @Body() { comment }: ApprovalCommentDto,
    @Caller() caller: Principal,
  ): Promise<WorkflowRunDto> {
    return this.decide(id, nodeId, { decision: 'rejected', comment }, caller);
  }

  /** Approvers are named by user; a key of theirs may decide for them. */
  private decide(
    id: string,
    nodeId: string,
    body: DecideApprovalDto,
    { actor, username }: Principal,
  ): Promise<WorkflowRunDto> {
    return this.client.call('workflowRun.decide', { id, nodeId, body, actor, username });
  }
}
