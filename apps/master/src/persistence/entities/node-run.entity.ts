import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A node of a workflow run that has started. Nodes that never start have no row: the letters of the run tell of them. */
@Entity('node_run')
@Index('ix_node_run_awaiting', ['awaiting'])
export class NodeRunEntity {
  /** Id of the workflow run, a dot, and the number of the node in five digits. */
  @PrimaryColumn({ length: 44 })
  id: string;

  @IdColumn()
  workflowRunId: string;

  @Column({ length: 100 })
  nodeId: string;

  @Column({ length: 20 })
  state: string;

  /** The run of its task, or of its subworkflow. */
  @IdColumn({ nullable: true })
  runId: string | null;

  /** The run that undoes it. */
  @IdColumn({ nullable: true })
  undoRunId: string | null;

  /** Of a map: the item that is being undone, or was undone last. */
  @Column({ type: 'int', nullable: true })
  undoIndex: number | null;

  /** Of a map: items that were to be undone. */
  @Column({ type: 'int', nullable: true })
  undoTotal: number | null;

  /** Of a map: items that are undone. */
  @Column({ type: 'int', nullable: true })
  undone: number | null;

  /** Why it could not be undone, where no run tells. */
  @JsonColumn({ nullable: true })
  undoFailure: unknown;

  /** What it waits for that is not a run, as a key. */
  @Column({ type: String, length: 255, nullable: true })
  awaiting: string | null;

  /** When it has waited long enough. */
  @InstantColumn({ nullable: true })
  untilAt: Date | null;

  /** Items of a map. */
  @Column({ type: 'int', nullable: true })
  total: number | null;

  /** Items whose runs have been made. */
  @Column({ type: 'int', nullable: true })
  begun: number | null;

  @Column({ type: 'int', nullable: true })
  ended: number | null;

  @Column({ type: 'int', nullable: true })
  failed: number | null;

  /** What it gave, where that is not the result of its run. */
  @JsonColumn({ nullable: true })
  outputs: unknown;

  /** What there is to say of it beside its state, by its kind. */
  @JsonColumn({ nullable: true })
  detail: unknown;

  /** Why it failed, where no run tells. */
  @JsonColumn({ nullable: true })
  failure: unknown;

  @InstantColumn()
  startedAt: Date;

  @InstantColumn({ nullable: true })
  finishedAt: Date | null;
}
