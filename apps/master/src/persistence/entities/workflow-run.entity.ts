import { IdColumn, InstantColumn, JsonColumn, LongTextColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** How far a run of a workflow is: the graph's side of the run with the same id. */
@Entity('workflow_run')
@Index('ix_workflow_run_of_workflow', ['workflowId', 'runId'])
@Index('ix_workflow_run_of_version', ['workflowId', 'version', 'runId'])
@Index('ix_workflow_run_planned', ['workflowId', 'plannedAt'])
@Index('ix_workflow_run_of_project', ['project', 'runId'])
@Index('ix_workflow_run_in_state', ['state', 'runId'])
@Index('ix_workflow_run_inside', ['rootId'])
@Index('ix_workflow_run_standing', ['workflowId', 'standsAt', 'runId'])
@Index('ix_workflow_run_standing_so', ['workflowId', 'state', 'standsAt', 'runId'])
export class WorkflowRunEntity {
  @IdColumn({ primary: true })
  runId: string;

  @IdColumn()
  workflowId: string;

  @Column('int')
  version: number;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  name: string;

  @Column({ length: 20 })
  state: string;

  /** What somebody wants of it: go, pause, or stop. */
  @Column({ length: 8 })
  control: string;

  /** A letter for the state of each node; empty until it is opened. */
  @LongTextColumn()
  states: string;

  /** Every input with its value; null until it is opened. */
  @JsonColumn({ nullable: true })
  inputs: unknown;

  /** How many workflow runs it is inside of. */
  @Column('int')
  depth: number;

  /** The outermost workflow run it is inside of; null: none. */
  @IdColumn({ nullable: true })
  rootId: string | null;

  @IdColumn({ nullable: true })
  rerunOf: string | null;

  /** The schedule that made it. */
  @IdColumn({ nullable: true })
  scheduleId: string | null;

  @InstantColumn({ nullable: true })
  plannedAt: Date | null;

  /** Planned times before and after, as they were when it was opened. */
  @InstantColumn({ nullable: true })
  previousAt: Date | null;

  @InstantColumn({ nullable: true })
  nextAt: Date | null;

  /** The planned time, or when it was made. */
  @InstantColumn({ nullable: true })
  standsAt: Date | null;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn({ nullable: true })
  startedAt: Date | null;

  @InstantColumn({ nullable: true })
  finishedAt: Date | null;

  @JsonColumn({ nullable: true })
  failure: unknown;
}
