import { Injectable } from '@nestjs/common';
import { isToRun } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { BackfillRow, BackfillTiming } from '../persistence/stores/backfill-row.js';
import { PastRunStore } from '../persistence/stores/past-run.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { TaskStore, type Task } from '../persistence/stores/task.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { newRun } from '../runs/new-run.js';
import { BackfillTimes } from './backfill-times.js';

const leastTimes = 20;
const mostTimes = 200;
/** Batches of planned times that one transaction looks at. */
const batchesAtOnce = 5;

/** What a backfill comes to next. */
export interface BackfillAdvance {
  readonly runs: readonly RunRow[];
  /** Planned times that are not to be run. */
  readonly skipped: number;
  /** The planned time to look at next; null: none is left. */
  readonly nextAt: Date | null;
}

/** Makes the next runs of a backfill: the planned times it has come to that are to be run, in their order. */
@Injectable()
export class BackfillRunMaker {
  constructor(
    private readonly tasks: TaskStore,
    private readonly past: PastRunStore,
    private readonly times: FireTimes,
  ) {}

  /** At most `room` runs, not yet written; undefined: what they would be runs of is gone. */
  async make(
    session: Session,
    row: BackfillRow,
    room: number,
    now: Date,
  ): Promise<BackfillAdvance | undefined> {
    const task = await this.tasks.find(session, row.target_id);
    if (!task) return undefined;
    const source = this.#source(row);
    const runs: RunRow[] = [];
    let skipped = 0;
    let at = row.next_at ?? undefined;
    for (let batch = 0; at && batch < batchesAtOnce && runs.length < room; batch += 1) {
      const most = Math.min(mostTimes, Math.max(leastTimes, room - runs.length));
      const { times, next } = source.batch(at, most);
      const isWanted = await this.#selection(session, row, times);
      at = next;
      for (const time of times) {
        if (runs.length === room) {
          at = time;
          break;
        }
        if (isWanted(time)) runs.push(runFor(task, row, time, now));
        else skipped += 1;
      }
    }
    return { runs, skipped, nextAt: at ?? null };
  }

  #source(row: BackfillRow): BackfillTimes {
    return new BackfillTimes(this.times, {
      timing: JSON.parse(row.timing) as BackfillTiming,
      from: row.from_at,
      to: row.to_at,
      order: row.direction,
    });
  }

  async #selection(
    session: Session,
    { reprocess, target_kind: kind, target_id: id }: BackfillRow,
    times: readonly Date[],
  ): Promise<(time: Date) => boolean> {
    if (reprocess === 'all') return () => true;
    const [earliest, latest] = [times[0]!, times.at(-1)!].sort((a, b) => a.getTime() - b.getTime());
    const past = await this.past.between(session, { kind, id }, earliest!, latest!);
    return (time) => isToRun(past.get(time.getTime()), reprocess);
  }
}

function runFor(task: Task, { params, priority }: BackfillRow, plannedAt: Date, now: Date): RunRow {
  const given = JSON.parse(params) as Record<string, unknown>;
  return newRun(task, { params: given, priority, dueAt: now, eligibleAt: now, now, plannedAt });
}
