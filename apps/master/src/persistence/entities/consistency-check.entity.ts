import { InstantColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last result of one comparison of what must fit together. */
@Entity('consistency_check')
export class ConsistencyCheckEntity {
  @PrimaryColumn({ length: 64 })
  name: string;

  @InstantColumn()
  checkedAt: Date;

  @Column('int')
  checked: number;

  @Column('int')
  found: number;

  @Column('int')
  repaired: number;

  /** Found, and not repaired. */
  @Column('int')
  open: number;

  /** Since when something has been open without a break. */
  @InstantColumn({ nullable: true })
  openSinceAt: Date | null;

  /** When an event told that it stays open; null: it did not stay, or is closed. */
  @InstantColumn({ nullable: true })
  raisedAt: Date | null;

  @Column({ type: String, length: 500, nullable: true })
  detail: string | null;
}
