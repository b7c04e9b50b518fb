import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { WorkflowDeletion } from './workflow-deletion.js';
import { WorkflowImport } from './workflow-import.js';
import { WorkflowValidator } from './workflow-validator.js';
import { WorkflowService } from './workflow.service.js';

/** Answers calls that make, change and remove workflows. */
@Controller()
export class WorkflowController {
  constructor(
    private readonly validator: WorkflowValidator,
    private readonly workflows: WorkflowService,
    private readonly deletion: WorkflowDeletion,
    private readonly imports: WorkflowImport,
  ) {}

  @MessagePattern('workflow.validate')
  validate(@Payload() { body }: CallRequest<'workflow.validate'>): Promise<CallReply<'workflow.validate'>> {
    return this.validator.validate(body);
  }

  @MessagePattern('workflow.create')
  create(@Payload() { body, actor }: CallRequest<'workflow.create'>): Promise<CallReply<'workflow.create'>> {
    return this.workflows.create(body, actor);
  }

  @MessagePattern('workflow.replace')
  replace(@Payload() request: CallRequest<'workflow.replace'>): Promise<CallReply<'workflow.replace'>> {
    return this.workflows.replace(request.id, request.body, request.ifVersion, request.actor);
  }

  @MessagePattern('workflow.rollBack')
  rollBack(@Payload() request: CallRequest<'workflow.rollBack'>): Promise<CallReply<'workflow.rollBack'>> {
    return this.workflows.rollBack(request.id, request.version, request.ifVersion, request.actor);
  }

  @MessagePattern('workflow.pause')
  pause(@Payload() { id }: CallRequest<'workflow.pause'>): Promise<CallReply<'workflow.pause'>> {
    return this.workflows.setState(id, 'paused');
  }

  @MessagePattern('workflow.resume')
  resume(@Payload() { id }: CallRequest<'workflow.resume'>): Promise<CallReply<'workflow.resume'>> {
    return this.workflows.setState(id, 'active');
  }

  @MessagePattern('workflow.delete')
  async delete(
    @Payload() { id, force, ifVersion, actor }: CallRequest<'workflow.delete'>,
  ): Promise<CallReply<'workflow.delete'>> {
    await this.deletion.delete(id, force ?? false, ifVersion, actor);
    return { deleted: true };
  }

  @MessagePattern('workflow.import')
  import(@Payload() { body, actor }: CallRequest<'workflow.import'>): Promise<CallReply<'workflow.import'>> {
    return this.imports.import(body, actor);
  }
}
