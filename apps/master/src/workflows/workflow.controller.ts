import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { WorkflowValidator } from './workflow-validator.js';

/** Answers `workflow.*`. */
@Controller()
export class WorkflowController {
  constructor(private readonly validator: WorkflowValidator) {}

  @MessagePattern('workflow.validate')
  validate(@Payload() { body }: CallRequest<'workflow.validate'>): Promise<CallReply<'workflow.validate'>> {
    return this.validator.validate(body);
  }
}
