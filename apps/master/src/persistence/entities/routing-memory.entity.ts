import type { RoutingMemory } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Entity } from 'typeorm';

/** Which workers got the runs of a task whose policy takes turns or counts. */
@Entity('routing_memory')
export class RoutingMemoryEntity {
  @IdColumn({ primary: true })
  taskId: string;

  @JsonColumn()
  memory: RoutingMemory;

  @InstantColumn()
  updatedAt: Date;
}
