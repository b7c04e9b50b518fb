import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { WorkflowRerun } from './workflow-rerun.js';
import { WorkflowTrigger } from './workflow-trigger.js';

/** Answers calls that start runs of workflows. */
@Controller()
export class WorkflowStartController {
  constructor(
    private readonly starts: WorkflowTrigger,
    private readonly reruns: WorkflowRerun,
  ) {}

  @MessagePattern('workflowRun.trigger')
  trigger(
    @Payload() { workflowId, body, requestKey }: CallRequest<'workflowRun.trigger'>,
  ): Promise<CallReply<'workflowRun.trigger'>> {
    return this.starts.trigger(workflowId, body, requestKey);
  }

  @MessagePattern('workflowRun.rerun')
  rerun(
    @Payload() { id, body, actor, requestKey }: CallRequest<'workflowRun.rerun'>,
  ): Promise<CallReply<'workflowRun.rerun'>> {
    return this.reruns.rerun(id, body, actor, requestKey);
  }
}
