import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { RunStore } from '../../persistence/stores/run.store.js';
import { ShardStore } from '../../persistence/stores/shard.store.js';

/** Answers `run.children`. */
@Controller()
export class ShardController {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly shards: ShardStore,
  ) {}

  @MessagePattern('run.children')
  children(@Payload() { id, query }: CallRequest<'run.children'>): Promise<CallReply<'run.children'>> {
    return this.database.run(async (session) => {
      if (!(await this.runs.find(session, id))) throw NotFoundError.of('run', id);
      return this.shards.children(session, id, query);
    });
  }
}
