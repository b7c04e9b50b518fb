import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { accept, CreatePoolDto, ReplacePoolDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { PoolService } from './pool.service.js';

/** Answers `pool.*`. */
@Controller()
export class PoolController {
  constructor(private readonly pools: PoolService) {}

  @MessagePattern('pool.create')
  create(@Payload() { body }: CallRequest<'pool.create'>): Promise<CallReply<'pool.create'>> {
    return this.pools.create(accept(CreatePoolDto, body));
  }

  @MessagePattern('pool.get')
  get(@Payload() { id, projects }: CallRequest<'pool.get'>): Promise<CallReply<'pool.get'>> {
    return this.pools.get(id, projects);
  }

  @MessagePattern('pool.list')
  list(@Payload() { query, projects }: CallRequest<'pool.list'>): Promise<CallReply<'pool.list'>> {
    return this.pools.list(query, projects);
  }

  @MessagePattern('pool.replace')
  replace(
    @Payload() { id, body, ifVersion }: CallRequest<'pool.replace'>,
  ): Promise<CallReply<'pool.replace'>> {
    return this.pools.replace(id, accept(ReplacePoolDto, body), ifVersion);
  }

  @MessagePattern('pool.delete')
  async delete(@Payload() { id, ifVersion }: CallRequest<'pool.delete'>): Promise<CallReply<'pool.delete'>> {
    await this.pools.delete(id, ifVersion);
    return { deleted: true };
  }

  @MessagePattern('pool.holders')
  holders(
    @Payload() { id, query, projects }: CallRequest<'pool.holders'>,
  ): Promise<CallReply<'pool.holders'>> {
    return this.pools.holders(id, query, projects);
  }
}
