import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity } from 'typeorm';

/** How far the children of a run are that has not ended. */
@Entity('sharded_run')
export class ShardedRunEntity {
  @IdColumn({ primary: true })
  runId: string;

  @Column('int')
  total: number;

  @Column('int')
  ended: number;

  /** Of those that ended, the ones that did not succeed. */
  @Column('int')
  failed: number;

  @InstantColumn()
  createdAt: Date;
}
