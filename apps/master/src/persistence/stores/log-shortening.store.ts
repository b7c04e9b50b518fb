import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** That the log of a run is to be shortened. */
export interface LogShortening {
  readonly runId: string;
  /** Where its newest attempt begins. */
  readonly newestSeq: number;
}

/** One that a master has taken. */
export interface TakenShortening extends LogShortening {
  /** How often it failed before. */
  readonly tries: number;
}

interface ShorteningRow {
  readonly run_id: string;
  readonly newest_seq: number;
  readonly tries: number;
}

/** Keeps which logs are to be shortened: what a master that took in their chunks would forget by its death. */
@Injectable()
export class LogShorteningStore {
  /** Of a run that is there already the newest attempt counts. */
  async add(session: Session, all: readonly LogShortening[], now: Date): Promise<void> {
    if (all.length === 0) return;
    const sorted = all.toSorted((one, other) => (one.runId < other.runId ? -1 : 1));
    const rows = sorted.map(({ runId, newestSeq }) => ({
      run_id: runId,
      newest_seq: newestSeq,
      tries: 0,
      due_at: now,
    }));
    await session.insertMany('log_shortening', rows, { onDuplicate: 'ignore' });
    for (const { runId, newestSeq } of sorted) {
      session.executeLater('UPDATE log_shortening SET newest_seq = ? WHERE run_id = ? AND newest_seq < ?', [
        newestSeq,
        runId,
        newestSeq,
      ]);
    }
  }

  /** The one that is due longest. @param untilAt when another master may take it, should this one die. */
  async take(session: Session, now: Date, untilAt: Date): Promise<TakenShortening | undefined> {
    const [row] = await session.select<ShorteningRow>(
      `SELECT run_id, newest_seq, tries FROM log_shortening
       WHERE due_at <= ? ORDER BY due_at, run_id LIMIT 1 ${session.dialect.skipLocked}`,
      [now],
    );
    if (!row) return undefined;
    await this.putOff(session, row.run_id, { tries: row.tries, dueAt: untilAt });
    return { runId: row.run_id, newestSeq: Number(row.newest_seq), tries: row.tries };
  }

  async putOff(
    session: Session,
    runId: string,
    { tries, dueAt }: { readonly tries: number; readonly dueAt: Date },
  ): Promise<void> {
    await session.execute('UPDATE log_shortening SET tries = ?, due_at = ? WHERE run_id = ?', [
      tries,
      dueAt,
      runId,
    ]);
  }

  /** It is done; where a newer attempt has begun meanwhile, it is due again. */
  async end(session: Session, { runId, newestSeq }: LogShortening, now: Date): Promise<void> {
    const { affected } = await session.execute(
      'DELETE FROM log_shortening WHERE run_id = ? AND newest_seq <= ?',
      [runId, newestSeq],
    );
    if (affected === 0) await this.putOff(session, runId, { tries: 0, dueAt: now });
  }
}
