import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** The ledger: one row per planned time, unique; its INSERT is the claim of that time. */
@Entity('fire')
@Index('ix_fire_planned', ['plannedAt', 'scheduleId'])
@Index('ix_fire_of_project', ['project', 'plannedAt', 'scheduleId'])
@Index('ix_fire_outcome', ['outcome', 'plannedAt', 'scheduleId'])
export class FireEntity {
  @IdColumn({ primary: true })
  scheduleId: string;

  @InstantColumn({ primary: true })
  plannedAt: Date;

  @Column({ length: 100, default: 'default' })
  project: string;

  @Column({ length: 8 })
  outcome: string;

  @Column({ type: String, length: 255, nullable: true })
  reason: string | null;

  @IdColumn({ nullable: true })
  runId: string | null;

  @InstantColumn()
  createdAt: Date;
}
