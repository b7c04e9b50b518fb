import { Injectable } from '@nestjs/common';
import type { RunCheckpointDto } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';
import { omittedOf, shortColumns, type Shortened } from '../short-values.js';

/** What an attempt stored for the next one. */
export interface Checkpoint {
  readonly runId: string;
  readonly attempt: number;
  readonly value: unknown;
  /** Grows with each one of the attempt; null: its worker is of an earlier version. */
  readonly seq: number | null;
  /** By the clock of its worker. */
  readonly reportedAt: Date;
}

type Place = Pick<Checkpoint, 'attempt' | 'seq' | 'reportedAt'>;

/** Whether a checkpoint is as new as another one of its run, or newer: by attempt and number; by the clock where there is no number. */
export function isAsNew(one: Place, other: Place): boolean {
  if (one.attempt !== other.attempt) return one.attempt > other.attempt;
  if (one.seq !== null && other.seq !== null) return one.seq >= other.seq;
  return one.reportedAt >= other.reportedAt;
}

interface PlaceRow {
  readonly run_id: string;
  readonly attempt: number;
  readonly seq: number | null;
  readonly reported_at: Date;
}

type ShownCheckpoint = Shortened<PlaceRow & { readonly value: string }, 'value'>;

/** Keeps of each run the newest checkpoint of its attempts. */
@Injectable()
export class RunCheckpointStore {
  /** Replaces what the runs have stored, unless it is newer: reports may come again. They are locked, and the attempts theirs. */
  async keep(session: Session, all: readonly Checkpoint[]): Promise<void> {
    if (all.length === 0) return;
    const stored = await session.select<PlaceRow>(
      'SELECT run_id, attempt, seq, reported_at FROM run_checkpoint WHERE run_id IN (?)',
      [all.map(({ runId }) => runId)],
    );
    const storedOf = new Map(stored.map((row) => [row.run_id, placeOf(row)]));
    const newer = all.filter((checkpoint) => {
      const known = storedOf.get(checkpoint.runId);
      return known === undefined || isAsNew(checkpoint, known);
    });
    if (newer.length === 0) return;
    const update = ['attempt', 'value', 'seq', 'reported_at'];
    await session.upsertMany('run_checkpoint', newer.map(rowOf), { key: ['run_id'], update });
  }

  /** The newest of a run, without a value that is long. */
  async newest(session: Session, runId: string): Promise<RunCheckpointDto | null> {
    const columns = shortColumns('run_checkpoint', ['attempt', 'value', 'reported_at'], { value: "'null'" });
    const [row] = await session.select<ShownCheckpoint>(
      `SELECT ${columns} FROM run_checkpoint WHERE run_id = ?`,
      [runId],
    );
    if (row === undefined) return null;
    return {
      attempt: row.attempt,
      reportedAt: row.reported_at.toISOString(),
      value: JSON.parse(row.value) as unknown,
      omitted: omittedOf<'value'>(row, ['value']),
    };
  }
}

function placeOf({ attempt, seq, reported_at }: PlaceRow): Place {
  return { attempt, seq, reportedAt: reported_at };
}

function rowOf({ runId, attempt, value, seq, reportedAt }: Checkpoint) {
  return { run_id: runId, attempt, value: JSON.stringify(value), seq, reported_at: reportedAt };
}
