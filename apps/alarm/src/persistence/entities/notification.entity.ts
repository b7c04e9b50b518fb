import { IdColumn, InstantColumn, JsonColumn, LongTextColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

@Entity('notification')
@Index('notification_once', ['alarmId', 'receiver', 'sequence', 'reason'], { unique: true })
@Index('notification_due', ['nextTryAt', 'id'])
export class NotificationEntity {
  @IdColumn({ primary: true })
  id: string;

  @IdColumn()
  alarmId: string;

  @Column({ type: 'varchar', length: 20 })
  channel: string;

  @Column({ type: 'varchar', length: 254 })
  receiver: string;

  @Column({ type: 'varchar', length: 30 })
  reason: string;

  @Column('int')
  sequence: number;

  @Column('int')
  failures: number;

  @IdColumn()
  ruleId: string;

  @Column('int')
  ruleVersion: number;

  @JsonColumn()
  content: object;

  @Column({ type: 'varchar', length: 20 })
  state: string;

  @Column('int')
  attempts: number;

  /** Pending: not before it. Sending: the end of the lease. Null: nothing is left to do (so the due index stays small). */
  @InstantColumn({ nullable: true })
  nextTryAt: Date | null;

  @Column({ type: 'varchar', length: 150, nullable: true })
  leaseOwner: string | null;

  @InstantColumn({ nullable: true })
  lastTryAt: Date | null;

  @InstantColumn()
  giveUpAt: Date;

  @InstantColumn({ nullable: true })
  sentAt: Date | null;

  @LongTextColumn({ nullable: true })
  lastError: string | null;

  @LongTextColumn({ nullable: true })
  note: string | null;

  @InstantColumn()
  createdAt: Date;
}
