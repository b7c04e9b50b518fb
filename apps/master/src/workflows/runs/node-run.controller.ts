import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { MapItemViews } from './map-item-views.js';
import { NodeDetailViews } from './node-detail-views.js';

/** Answers calls about single nodes of workflow runs. */
@Controller()
export class NodeRunController {
  constructor(
    private readonly nodes: NodeDetailViews,
    private readonly items: MapItemViews,
  ) {}

  @MessagePattern('workflowRun.node')
  node(@Payload() { id, nodeId }: CallRequest<'workflowRun.node'>): Promise<CallReply<'workflowRun.node'>> {
    return this.nodes.get(id, nodeId);
  }

  @MessagePattern('workflowRun.items')
  mapItems(
    @Payload() { id, nodeId, query }: CallRequest<'workflowRun.items'>,
  ): Promise<CallReply<'workflowRun.items'>> {
    return this.items.list(id, nodeId, query);
  }
}
