import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A run of a serial schedule that has not ended: `open` (let go) or `queued` (waits for those before it). */
@Entity('run_turn')
@Index('ix_run_turn_state', ['state', 'scheduleId'])
export class RunTurnEntity {
  @IdColumn({ primary: true })
  scheduleId: string;

  @InstantColumn({ primary: true })
  plannedAt: Date;

  @IdColumn()
  runId: string;

  @Column({ length: 8 })
  state: string;
}
