import type { IsolationOfferDto, NodeResourcesDto } from '@orrery/contracts';
import { BigintColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the cluster knows of a worker, by its stable id. */
@Entity('worker')
@Index('ix_worker_silent', ['state', 'lastSeenAt'])
export class WorkerEntity {
  @PrimaryColumn({ length: 100 })
  id: string;

  @Column({ length: 64 })
  epoch: string;

  @Column({ length: 100 })
  groupName: string;

  @JsonColumn()
  labels: Record<string, string>;

  @Column({ length: 16 })
  state: string;

  @Column('int')
  slots: number;

  @Column('int')
  busy: number;

  @Column({ length: 255 })
  host: string;

  @Column({ length: 32 })
  version: string;

  @JsonColumn()
  resources: NodeResourcesDto;

  @InstantColumn()
  startedAt: Date;

  /** When its present epoch and state were first written, by the clock of the database. */
  @InstantColumn()
  stateSinceAt: Date;

  /** Number of the newest heartbeat of its epoch. */
  @BigintColumn()
  beatSeq: number;

  /** By the clock of the database. */
  @InstantColumn()
  lastSeenAt: Date;

  /** When its last granted lease ends, by the clock of the database; null: none was granted yet. */
  @InstantColumn({ nullable: true })
  leaseUntilAt: Date | null;

  /** What operators want of it: `work`, `cordon` or `drain`. */
  @Column({ length: 8, default: 'work' })
  duty: string;

  /** How it can isolate attempts; null: it has not said so. */
  @JsonColumn({ nullable: true })
  isolation: IsolationOfferDto | null;
}
