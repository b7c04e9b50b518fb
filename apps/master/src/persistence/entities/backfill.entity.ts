import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** Runs for planned times of the past: what is wanted, and how far it has come. */
@Entity('backfill')
@Index('ix_backfill_to_look_at', ['lookAt', 'id'])
@Index('ix_backfill_of_target', ['targetId', 'id'])
@Index('ix_backfill_of_project', ['project', 'id'])
export class BackfillEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 8 })
  targetKind: string;

  @IdColumn()
  targetId: string;

  @Column({ length: 100 })
  targetName: string;

  @IdColumn({ nullable: true })
  scheduleId: string | null;

  /** The trigger and what moves its times, as they were when it was made. */
  @JsonColumn()
  timing: unknown;

  @InstantColumn()
  fromAt: Date;

  @InstantColumn()
  toAt: Date;

  @JsonColumn()
  params: Record<string, unknown>;

  @Column('int')
  maxParallel: number;

  @Column({ length: 8 })
  direction: string;

  @Column({ length: 8 })
  reprocess: string;

  @Column({ length: 8 })
  onFailure: string;

  @Column('int')
  priority: number;

  @Column({ length: 12 })
  state: string;

  @Column({ type: String, length: 255, nullable: true })
  reason: string | null;

  @Column('int')
  total: number;

  @Column('int')
  skipped: number;

  @Column('int')
  made: number;

  @Column('int')
  succeeded: number;

  @Column('int')
  failed: number;

  /** The planned time it looks at next. */
  @InstantColumn({ nullable: true })
  nextAt: Date | null;

  /** When a master looks at it, whatever happens; null: there is nothing to do. */
  @InstantColumn({ nullable: true })
  lookAt: Date | null;

  @Column({ length: 255 })
  createdBy: string;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn({ nullable: true })
  finishedAt: Date | null;
}
