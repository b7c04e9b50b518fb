import type { SlotReserve } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Entity, Index } from 'typeorm';

/** What a workflow run wants reserved before it begins. */
@Entity('slot_request')
@Index('ix_slot_request_waiting', ['obtainedAt', 'runId'])
export class SlotRequestEntity {
  @IdColumn({ primary: true })
  runId: string;

  @JsonColumn()
  wants: SlotReserve[];

  @InstantColumn()
  askedAt: Date;

  /** By the clock of the database, as the others; null: it waits for ever. */
  @InstantColumn({ nullable: true })
  giveUpAt: Date | null;

  /** Null: it still waits for them. */
  @InstantColumn({ nullable: true })
  obtainedAt: Date | null;
}
