import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** An event that must reach its listeners, written with the change it tells of; removed once the broker has it. */
@Entity('outbox_event')
@Index('ix_outbox_event_due', ['dueAt', 'id'])
export class OutboxEventEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  routingKey: string;

  @Column({ length: 100 })
  message: string;

  @JsonColumn()
  payload: unknown;

  @InstantColumn()
  dueAt: Date;
}
