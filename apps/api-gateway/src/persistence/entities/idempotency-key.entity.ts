import { InstantColumn, LongTextColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that its sender may repeat, and what was answered. */
@Entity('idempotency_key')
@Index('idempotency_key_by_end', ['expiresAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn({ length: 80 }) owner: string;
  @PrimaryColumn({ length: 255 }) requestKey: string;
  @Column({ length: 64 }) requestHash: string;
  @Column({ length: 10 }) state: string;
  @Column({ length: 36 }) token: string;
  @Column('int', { nullable: true }) status: number | null;
  @Column('varchar', { length: 500, nullable: true }) location: string | null;
  @LongTextColumn({ nullable: true }) body: string | null;
  @InstantColumn() createdAt: Date;
  @InstantColumn() expiresAt: Date;
}
