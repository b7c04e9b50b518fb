import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { ReservationStore } from '../../persistence/stores/reservation.store.js';
import { RoutingMemoryStore } from '../../persistence/stores/routing-memory.store.js';
import { ShardStore } from '../../persistence/stores/shard.store.js';
import { WorkerLoadStore } from '../../persistence/stores/worker-load.store.js';

/** The database side of routing: what workers have in hand, what is reserved, what tasks remember. */
@Injectable()
export class RoutingRecords {
  constructor(
    readonly loads: WorkerLoadStore,
    readonly reservations: ReservationStore,
    readonly memories: RoutingMemoryStore,
    readonly shards: ShardStore,
    readonly clock: Clock,
  ) {}
}
