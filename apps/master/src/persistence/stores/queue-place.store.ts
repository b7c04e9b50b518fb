import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { RunRow } from './run-row.js';

const lastRuns = 200;

/** Who has waited longest of one priority and project. */
interface PlaceHead {
  readonly priority: number;
  readonly project: string;
  /** Null: all of them wait outside of the backlog. */
  readonly since_at: Date | null;
}

/** Where a run stands in the backlog of its group, and how fast that gets shorter. */
@Injectable()
export class QueuePlaceStore {
  /** Ready runs of the group that go before it, counted up to `most`; ageing and the projects' shares left out. */
  async countBefore(
    session: Session,
    run: Pick<RunRow, 'group_name' | 'priority' | 'eligible_at'>,
    now: Date,
    most: number,
  ): Promise<number> {
    let count = 0;
    for (const head of await this.#headsBefore(session, run)) {
      const until = head.priority < run.priority ? now : (run.eligible_at ?? now);
      if (head.since_at === null || head.since_at >= until) continue;
      count += await this.#countOf(session, { ...head, until }, run.group_name, most - count);
      if (count >= most) break;
    }
    return count;
  }

  /** Parked runs are no heads, so that however many there are, nobody reads them. */
  #headsBefore(session: Session, run: Pick<RunRow, 'group_name' | 'priority'>): Promise<PlaceHead[]> {
    return session.select<PlaceHead>(
      `SELECT priority, project, MIN(eligible_at) AS since_at FROM run
       WHERE state = 'pending' AND group_name = ? AND priority <= ? GROUP BY state, group_name, priority, project`,
      [run.group_name, run.priority],
    );
  }

  async #countOf(
    session: Session,
    { priority, project, until }: Pick<PlaceHead, 'priority' | 'project'> & { readonly until: Date },
    group: string,
    most: number,
  ): Promise<number> {
    const [found] = await session.select<{ found: number }>(
      `SELECT COUNT(*) AS found FROM (SELECT 1 AS one FROM run
         WHERE state = 'pending' AND group_name = ? AND priority = ? AND project = ? AND eligible_at < ? LIMIT ?) AS before_it`,
      [group, priority, project, until, most],
    );
    return Number(found?.found ?? 0);
  }

  /** How long the runs of its task made shortly before it took on average; null: none of them has ended well. */
  async meanDurationMs(session: Session, run: Pick<RunRow, 'id' | 'task_id'>): Promise<number | null> {
    const rows = await session.select<{ started_at: Date | null; finished_at: Date | null }>(
      `SELECT started_at, finished_at FROM
         (SELECT state, started_at, finished_at FROM run WHERE task_id = ? AND id < ? ORDER BY id DESC LIMIT ?) AS latest
       WHERE state = 'succeeded'`,
      [run.task_id, run.id, lastRuns],
    );
    const spans = rows.flatMap(({ started_at, finished_at }) => {
      return started_at && finished_at ? [finished_at.getTime() - started_at.getTime()] : [];
    });
    return spans.length === 0 ? null : spans.reduce((sum, span) => sum + span, 0) / spans.length;
  }
}
