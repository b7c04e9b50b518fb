import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { ResourceHistory } from '../resources/resource-history.js';
import { ClusterService } from './cluster.service.js';

/** Answers `worker.*` and `master.*`. */
@Controller()
export class ClusterController {
  constructor(
    private readonly cluster: ClusterService,
    private readonly history: ResourceHistory,
  ) {}

  @MessagePattern('worker.resources')
  async workerResources(
    @Payload() { id, query }: CallRequest<'worker.resources'>,
  ): Promise<CallReply<'worker.resources'>> {
    await this.cluster.worker(id);
    return this.history.plot('worker', id, query);
  }

  @MessagePattern('master.resources')
  masterResources(
    @Payload() { id, query }: CallRequest<'master.resources'>,
  ): Promise<CallReply<'master.resources'>> {
    return this.history.plot('master', id, query);
  }

  @MessagePattern('worker.list')
  workers(@Payload() { query }: CallRequest<'worker.list'>): Promise<CallReply<'worker.list'>> {
    return this.cluster.workers(query);
  }

  @MessagePattern('worker.get')
  worker(@Payload() { id }: CallRequest<'worker.get'>): Promise<CallReply<'worker.get'>> {
    return this.cluster.worker(id);
  }

  @MessagePattern('worker.drain')
  drain(@Payload() { id }: CallRequest<'worker.drain'>): Promise<CallReply<'worker.drain'>> {
    return this.cluster.order(id, 'drain');
  }

  @MessagePattern('worker.cordon')
  cordon(@Payload() { id }: CallRequest<'worker.cordon'>): Promise<CallReply<'worker.cordon'>> {
    return this.cluster.order(id, 'cordon');
  }

  @MessagePattern('worker.resume')
  resume(@Payload() { id }: CallRequest<'worker.resume'>): Promise<CallReply<'worker.resume'>> {
    return this.cluster.order(id, 'work');
  }

  @MessagePattern('master.list')
  masters(@Payload() { query }: CallRequest<'master.list'>): Promise<CallReply<'master.list'>> {
    return this.cluster.masters(query);
  }
}
