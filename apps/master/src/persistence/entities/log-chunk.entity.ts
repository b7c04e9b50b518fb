import type { LogLine } from '@orrery/contracts';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Entity, PrimaryColumn } from 'typeorm';

/** Consecutive lines of an attempt, stored as they came; a chunk that came twice is one row. */
@Entity('log_chunk')
export class LogChunkEntity {
  @IdColumn({ primary: true })
  runId: string;

  @PrimaryColumn({ type: 'bigint' })
  firstSeq: number;

  @PrimaryColumn({ type: 'bigint' })
  lastSeq: number;

  @JsonColumn()
  lines: readonly LogLine[];

  @InstantColumn()
  createdAt: Date;
}
