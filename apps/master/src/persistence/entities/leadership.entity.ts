import { BigintColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who leads: the epoch grows with each new leader and fences the writes of those before. */
@Entity('leadership')
export class LeadershipEntity {
  @PrimaryColumn({ length: 32 })
  name: string;

  @BigintColumn()
  epoch: number;

  /** Stable id of the master. */
  @Column({ length: 100 })
  holder: string;

  /** Its life. */
  @Column({ length: 64 })
  holderEpoch: string;

  /** By the clock of the database. */
  @InstantColumn()
  takenAt: Date;
}
