import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { RunCanceller } from '../../runs/run-canceller.js';
import { NodeDecisions } from './node-decisions.js';
import { WorkflowControl } from './workflow-control.js';
import { WorkflowRunViews } from './workflow-run-views.js';

/** Answers calls about runs of workflows that exist. */
@Controller()
export class WorkflowRunController {
  constructor(
    private readonly views: WorkflowRunViews,
    private readonly control: WorkflowControl,
    private readonly canceller: RunCanceller,
    private readonly decisions: NodeDecisions,
  ) {}

  @MessagePattern('workflowRun.get')
  get(@Payload() { id }: CallRequest<'workflowRun.get'>): Promise<CallReply<'workflowRun.get'>> {
    return this.views.get(id);
  }

  @MessagePattern('workflowRun.list')
  list(
    @Payload() { query, projects }: CallRequest<'workflowRun.list'>,
  ): Promise<CallReply<'workflowRun.list'>> {
    return this.views.list(query, projects);
  }

  @MessagePattern('workflowRun.nodes')
  nodes(@Payload() { id, query }: CallRequest<'workflowRun.nodes'>): Promise<CallReply<'workflowRun.nodes'>> {
    return this.views.nodesOf(id, query);
  }

  @MessagePattern('workflowRun.pause')
  pause(@Payload() { id }: CallRequest<'workflowRun.pause'>): Promise<CallReply<'workflowRun.pause'>> {
    return this.control.pause(id);
  }

  @MessagePattern('workflowRun.resume')
  resume(@Payload() { id }: CallRequest<'workflowRun.resume'>): Promise<CallReply<'workflowRun.resume'>> {
    return this.control.resume(id);
  }

  @MessagePattern('workflowRun.cancel')
  async cancel(
    @Payload() { id, reason }: CallRequest<'workflowRun.cancel'>,
  ): Promise<CallReply<'workflowRun.cancel'>> {
    await this.views.get(id);
    await this.canceller.cancel(id, reason);
    return this.views.get(id);
  }

  @MessagePattern('workflowRun.mark')
  mark(@Payload() request: CallRequest<'workflowRun.mark'>): Promise<CallReply<'workflowRun.mark'>> {
    return this.decisions.mark(request.id, request.nodeId, request.body, request.actor);
  }

  @MessagePattern('workflowRun.decide')
  decide(@Payload() request: CallRequest<'workflowRun.decide'>): Promise<CallReply<'workflowRun.decide'>> {
    const { id, nodeId, body, actor, username } = request;
    return this.decisions.decide(id, nodeId, body, actor, username);
  }
}
