import { Injectable } from '@nestjs/common';
import { joinSeries, type ResourceSeries } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { packSeries, unpackSeries } from './packed-series.js';

/** What was heard of an attempt, all of it or a part. */
export interface AttemptSeries {
  readonly runId: string;
  readonly attempt: number;
  readonly series: ResourceSeries;
}

interface SampleRow {
  readonly run_id: string;
  readonly attempt: number;
  readonly packed: Buffer;
}

/** Statements of every length cost a plan and a parse each. */
const keysAtOnce = 100;

/** Keeps what attempts took over their time: a row each, of a few kilobytes at most, whatever they last. */
@Injectable()
export class AttemptSampleStore {
  /** Adds what is new to what is there. The runs are locked; each attempt is named once. */
  async add(session: Session, all: readonly AttemptSeries[]): Promise<void> {
    if (all.length === 0) return;
    const known = await this.findAll(session, all);
    const rows = all.map(({ runId, attempt, series }) => {
      const packed = known.get(`${runId} ${attempt}`);
      const before = packed && unpackSeries(packed);
      const whole = before === undefined ? series : joinSeries(before, series);
      return { run_id: runId, attempt, packed: packSeries(whole) };
    });
    await session.upsertMany('attempt_sample', rows, { key: ['run_id', 'attempt'], update: ['packed'] });
  }

  /** By run and attempt; a run may have a thousand attempts. */
  private async findAll(
    session: Session,
    keys: readonly Omit<AttemptSeries, 'series'>[],
  ): Promise<ReadonlyMap<string, Buffer>> {
    const known = new Map<string, Buffer>();
    for (let start = 0; start < keys.length; start += keysAtOnce) {
      const some = keys.slice(start, start + keysAtOnce);
      const rows = await session.select<SampleRow>(
        `SELECT run_id, attempt, packed FROM attempt_sample
         WHERE ${some.map(() => '(run_id = ? AND attempt = ?)').join(' OR ')}`,
        some.flatMap(({ runId, attempt }) => [runId, attempt]),
      );
      for (const row of rows) known.set(`${row.run_id} ${row.attempt}`, row.packed);
    }
    return known;
  }

  /** Undefined: nothing was heard. */
  async find(session: Session, runId: string, attempt: number): Promise<ResourceSeries | undefined> {
    const [row] = await session.select<SampleRow>(
      'SELECT packed FROM attempt_sample WHERE run_id = ? AND attempt = ?',
      [runId, attempt],
    );
    return row && unpackSeries(row.packed);
  }
}
