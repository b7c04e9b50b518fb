import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A limit on runs: how many slots at once, how many starts in a time. */
@Entity('pool')
@Index('ux_pool_name', ['name'], { unique: true })
export class PoolEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  name: string;

  @Column({ length: 1000 })
  description: string;

  /** `global`, `project`, `tag` or `task`: which runs it limits. */
  @Column({ length: 8 })
  scope: string;

  /** The project whose runs it limits; null: those of all. */
  @Column({ type: String, length: 100, nullable: true })
  project: string | null;

  /** Of a `tag`. */
  @Column({ type: String, length: 100, nullable: true })
  tag: string | null;

  /** Of a `task`. */
  @IdColumn({ nullable: true })
  taskId: string | null;

  /** 0: any number. */
  @Column('int')
  slots: number;

  /** Starts in `ratePerMs`; 0: any number. */
  @Column('int')
  rateCount: number;

  @Column('int')
  ratePerMs: number;

  /** Starts that are free at `refilledAt`. */
  @Column('double')
  tokens: number;

  @InstantColumn()
  refilledAt: Date;

  @Column('int')
  version: number;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
