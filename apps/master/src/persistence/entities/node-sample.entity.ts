import { BigintColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a node used at one moment; kept for plots. */
@Entity('node_sample')
@Index('ix_node_sample_age', ['sampledAt'])
export class NodeSampleEntity {
  /** `worker` or `master`. */
  @PrimaryColumn({ length: 8 })
  kind: string;

  @PrimaryColumn({ length: 100 })
  nodeId: string;

  @InstantColumn({ primary: true })
  sampledAt: Date;

  @Column('double')
  cpu: number;

  @Column('double')
  load1: number;

  @BigintColumn()
  memoryUsed: number;

  @BigintColumn()
  memoryTotal: number;

  @BigintColumn()
  diskFree: number;

  @BigintColumn()
  diskTotal: number;

  @Column('double')
  loopLagMs: number;

  @Column('int')
  busy: number;

  @Column('int')
  slots: number;
}
