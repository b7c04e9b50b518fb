import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { ApprovalViews } from './approval-views.js';
import { WorkflowChangeViews } from './workflow-change-views.js';
import { WorkflowGraphs } from './workflow-graphs.js';
import { WorkflowTimelines } from './workflow-timelines.js';

/** Answers calls of those who watch runs of workflows. */
@Controller()
export class WorkflowWatchController {
  constructor(
    private readonly waiting: ApprovalViews,
    private readonly timelines: WorkflowTimelines,
    private readonly graphs: WorkflowGraphs,
    private readonly views: WorkflowChangeViews,
  ) {}

  @MessagePattern('workflowRun.approvals')
  approvals(
    @Payload() { query, projects }: CallRequest<'workflowRun.approvals'>,
  ): Promise<CallReply<'workflowRun.approvals'>> {
    return this.waiting.list(query, projects);
  }

  @MessagePattern('workflowRun.timeline')
  timeline(
    @Payload() { id, query }: CallRequest<'workflowRun.timeline'>,
  ): Promise<CallReply<'workflowRun.timeline'>> {
    return this.timelines.of(id, query);
  }

  @MessagePattern('workflowRun.graph')
  graph(@Payload() { id }: CallRequest<'workflowRun.graph'>): Promise<CallReply<'workflowRun.graph'>> {
    return this.graphs.of(id);
  }

  @MessagePattern('workflowRun.changes')
  changes(
    @Payload() { id, seen }: CallRequest<'workflowRun.changes'>,
  ): Promise<CallReply<'workflowRun.changes'>> {
    return this.views.since(id, seen);
  }
}
