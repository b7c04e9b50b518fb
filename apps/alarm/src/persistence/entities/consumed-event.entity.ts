import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Entity, Index } from 'typeorm';

@Entity('consumed_event')
@Index('consumed_event_oldest', ['consumedAt'])
export class ConsumedEventEntity {
  @IdColumn({ primary: true })
  eventId: string;

  /** Names the transaction that took it: of two that try, the row tells which one it was. */
  @IdColumn()
  batchId: string;

  @InstantColumn()
  consumedAt: Date;
}
