import type { RunFailure } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** One intended execution of a task. */
@Entity('run')
@Index('ix_run_backlog', ['state', 'groupName', 'priority', 'project', 'eligibleAt'])
@Index('ix_run_queue_deadline', ['queueDeadlineAt'])
@Index('ix_run_of_task', ['taskId', 'id'])
@Index('ix_run_of_schedule', ['scheduleId', 'id'])
@Index('ix_run_of_project', ['project', 'id'])
export class RunEntity {
  @IdColumn({ primary: true })
  id: string;

  @IdColumn()
  taskId: string;

  @Column('int')
  taskVersion: number;

  @Column({ length: 100 })
  taskName: string;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  groupName: string;

  @IdColumn({ nullable: true })
  scheduleId: string | null;

  @InstantColumn({ nullable: true })
  plannedAt: Date | null;

  @Column({ length: 16 })
  state: string;

  @Column('int')
  attempt: number;

  /** Attempts that died with their worker. */
  @Column('int')
  losses: number;

  @Column('int')
  priority: number;

  @InstantColumn()
  dueAt: Date;

  /** When dispatching looks at it (again): pending, to send it; dispatched and not accepted, to send it once more. */
  @InstantColumn({ nullable: true })
  eligibleAt: Date | null;

  /** By when it must have started. */
  @InstantColumn({ nullable: true })
  queueDeadlineAt: Date | null;

  @InstantColumn({ nullable: true })
  firstDispatchedAt: Date | null;

  @InstantColumn({ nullable: true })
  startedAt: Date | null;

  @InstantColumn({ nullable: true })
  finishedAt: Date | null;

  @Column({ type: String, length: 100, nullable: true })
  workerId: string | null;

  @Column({ type: String, length: 64, nullable: true })
  workerEpoch: string | null;

  @Column({ type: 'int', nullable: true })
  exitCode: number | null;

  @Column({ type: 'double', nullable: true })
  progress: number | null;

  @Column({ type: String, length: 1000, nullable: true })
  progressMessage: string | null;

  @JsonColumn()
  params: Record<string, unknown>;

  @JsonColumn({ nullable: true })
  result: unknown;

  @JsonColumn({ nullable: true })
  failure: RunFailure | null;

  @InstantColumn({ nullable: true })
  cancelRequestedAt: Date | null;

  @IdColumn({ nullable: true })
  retryOf: string | null;

  /** Slots it takes. */
  @Column({ type: 'int', default: 1 })
  weight: number;

  /** The run this one is a shard of. */
  @IdColumn({ nullable: true })
  parentId: string | null;

  /** From 0. */
  @Column({ type: 'int', nullable: true })
  shardIndex: number | null;

  @Column({ type: 'int', nullable: true })
  shardTotal: number | null;

  /** The workflow run it is a part of. */
  @IdColumn({ nullable: true })
  workflowRunId: string | null;

  @Column({ type: String, length: 100, nullable: true })
  nodeId: string | null;

  /** Of the node: its own run, that of an item, or the one that undoes it. */
  @Column({ type: String, length: 8, nullable: true })
  nodePart: string | null;

  /** What its node says in place of the task's definition. */
  @JsonColumn({ nullable: true })
  overrides: unknown;

  @InstantColumn()
  createdAt: Date;
}
