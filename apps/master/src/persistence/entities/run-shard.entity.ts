import { IdColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A child of a run, found by its parent. */
@Entity('run_shard')
export class RunShardEntity {
  @IdColumn({ primary: true })
  parentId: string;

  /** From 0. */
  @PrimaryColumn('int')
  shardIndex: number;

  @IdColumn()
  runId: string;

  /** The only worker that may run it (BROADCAST); null: any. */
  @Column({ type: String, length: 100, nullable: true })
  workerId: string | null;
}
