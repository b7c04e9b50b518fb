import type { LogLine } from '@orrery/contracts';
import { BytesColumn, IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Consecutive lines of an attempt, stored as they came; a chunk that came twice is one row. */
@Entity('log_chunk')
export class LogChunkEntity {
  @IdColumn({ primary: true })
  runId: string;

  @PrimaryColumn({ type: 'bigint' })
  firstSeq: number;

  @PrimaryColumn({ type: 'bigint' })
  lastSeq: number;

  /** Of chunks stored before they were packed. */
  @JsonColumn({ nullable: true })
  lines: readonly LogLine[] | null;

  @BytesColumn({ nullable: true })
  packed: Buffer | null;

  /** Length of `packed`; null where a master of an earlier version stored it. */
  @Column('int', { nullable: true })
  storedBytes: number | null;

  @InstantColumn()
  createdAt: Date;
}
