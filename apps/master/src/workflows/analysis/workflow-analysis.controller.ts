import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { RunComparisons } from './run-comparisons.js';
import { WorkflowAnalyses } from './workflow-analyses.js';
import { WorkflowPlans } from './workflow-plans.js';

/** Answers calls that look back at runs of workflows. */
@Controller()
export class WorkflowAnalysisController {
  constructor(
    private readonly analyses: WorkflowAnalyses,
    private readonly plans: WorkflowPlans,
    private readonly comparisons: RunComparisons,
  ) {}

  @MessagePattern('workflow.analysis')
  analysis(
    @Payload() { id, query }: CallRequest<'workflow.analysis'>,
  ): Promise<CallReply<'workflow.analysis'>> {
    return this.analyses.of(id, query);
  }

  @MessagePattern('workflow.plan')
  plan(@Payload() { id, version }: CallRequest<'workflow.plan'>): Promise<CallReply<'workflow.plan'>> {
    return this.plans.of(id, version);
  }

  @MessagePattern('workflowRun.compare')
  compare(
    @Payload() { id, withId }: CallRequest<'workflowRun.compare'>,
  ): Promise<CallReply<'workflowRun.compare'>> {
    return this.comparisons.of(id, withId);
  }
}
