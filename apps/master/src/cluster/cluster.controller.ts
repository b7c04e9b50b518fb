import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { ClusterService } from './cluster.service.js';

/** Answers `worker.*` and `master.*`. */
@Controller()
export class ClusterController {
  constructor(private readonly cluster: ClusterService) {}

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
    return this.cluster.tell(id, 'drain');
  }

  @MessagePattern('worker.resume')
  resume(@Payload() { id }: CallRequest<'worker.resume'>): Promise<CallReply<'worker.resume'>> {
    return this.cluster.tell(id, 'resume');
  }

  @MessagePattern('master.list')
  masters(@Payload() { query }: CallRequest<'master.list'>): Promise<CallReply<'master.list'>> {
    return this.cluster.masters(query);
  }
}
