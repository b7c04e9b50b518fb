import { Injectable } from '@nestjs/common';
import { isTerminal, type PastRun, type RunState, type Target } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

interface PastRunRow {
  readonly id: string;
  readonly planned_at: Date;
  readonly state: RunState;
}

const durationsOf = 50;
const runsLookedAt = 500;

/** Finds what was run for planned times of a task or workflow: by its schedules, by backfills, and again. */
@Injectable()
export class PastRunStore {
  /** The last run for each planned time between the two, both included, by its time in ms; times without a run are left out. */
  async between(session: Session, target: Target, from: Date, to: Date): Promise<Map<number, PastRun>> {
    const rows =
      target.kind === 'workflow'
        ? await this.#ofWorkflow(session, target.id, from, to)
        : [
            ...(await this.#fired(session, target.id, from, to)),
            ...(await this.#backfilled(session, target.id, from, to)),
          ];
    const last = new Map<number, PastRunRow>();
    for (const row of rows) {
      const atMs = row.planned_at.getTime();
      if (!last.has(atMs) || last.get(atMs)!.id < row.id) last.set(atMs, row);
    }
    return new Map([...last].map(([atMs, { state }]) => [atMs, pastRunOf(state)]));
  }

  /** How long the last successful runs of a task or workflow took, in ms. */
  async durations(session: Session, targetId: string): Promise<number[]> {
    const rows = await session.select<{ started_at: Date; finished_at: Date }>(
      `SELECT started_at, finished_at FROM
         (SELECT state, started_at, finished_at FROM run WHERE task_id = ? ORDER BY id DESC LIMIT ?) last_runs
       WHERE state = 'succeeded' AND started_at IS NOT NULL LIMIT ?`,
      [targetId, runsLookedAt, durationsOf],
    );
    return rows.map((row) => Math.max(0, row.finished_at.getTime() - row.started_at.getTime()));
  }

  #ofWorkflow(session: Session, id: string, from: Date, to: Date): Promise<PastRunRow[]> {
    return session.select<PastRunRow>(
      `SELECT r.id, w.planned_at, r.state FROM workflow_run w JOIN run r ON r.id = w.run_id
       WHERE w.workflow_id = ? AND w.planned_at BETWEEN ? AND ?`,
      [id, from, to],
    );
  }

  /** By schedules that are or were for it. */
  #fired(session: Session, taskId: string, from: Date, to: Date): Promise<PastRunRow[]> {
    return session.select<PastRunRow>(
      `SELECT r.id, f.planned_at, r.state FROM fire f JOIN run r ON r.id = f.run_id
       WHERE f.schedule_id IN (SELECT DISTINCT schedule_id FROM schedule_version WHERE task_id = ?)
         AND f.planned_at BETWEEN ? AND ? AND r.task_id = ?`,
      [taskId, from, to, taskId],
    );
  }

  #backfilled(session: Session, taskId: string, from: Date, to: Date): Promise<PastRunRow[]> {
    return session.select<PastRunRow>(
      `SELECT r.id, b.planned_at, r.state FROM backfill_run b JOIN run r ON r.id = b.run_id
       WHERE b.target_id = ? AND b.planned_at BETWEEN ? AND ?`,
      [taskId, from, to],
    );
  }
}

function pastRunOf(state: RunState): PastRun {
  if (!isTerminal(state)) return 'open';
  return state === 'succeeded' ? 'succeeded' : 'failed';
}
