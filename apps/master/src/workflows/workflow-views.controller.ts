import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { WorkflowExport } from './workflow-export.js';
import { WorkflowViews } from './workflow-views.js';

/** Answers calls that look at workflows. */
@Controller()
export class WorkflowViewsController {
  constructor(
    private readonly views: WorkflowViews,
    private readonly exports: WorkflowExport,
  ) {}

  @MessagePattern('workflow.get')
  get(@Payload() { id }: CallRequest<'workflow.get'>): Promise<CallReply<'workflow.get'>> {
    return this.views.get(id);
  }

  @MessagePattern('workflow.list')
  list(@Payload() { query, projects }: CallRequest<'workflow.list'>): Promise<CallReply<'workflow.list'>> {
    return this.views.list(query, projects);
  }

  @MessagePattern('workflow.versions')
  versions(
    @Payload() { id, query }: CallRequest<'workflow.versions'>,
  ): Promise<CallReply<'workflow.versions'>> {
    return this.views.versions(id, query);
  }

  @MessagePattern('workflow.version')
  version(
    @Payload() { id, version }: CallRequest<'workflow.version'>,
  ): Promise<CallReply<'workflow.version'>> {
    return this.views.version(id, version);
  }

  @MessagePattern('workflow.diff')
  diff(@Payload() { id, from, to }: CallRequest<'workflow.diff'>): Promise<CallReply<'workflow.diff'>> {
    return this.views.diff(id, from, to);
  }

  @MessagePattern('workflow.export')
  async export(@Payload() request: CallRequest<'workflow.export'>): Promise<CallReply<'workflow.export'>> {
    return { items: await this.exports.export(request) };
  }
}
