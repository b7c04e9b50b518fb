import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** A worker that takes work, as routing reads it; JSON as text, so that only who needs it pays for parsing. */
export interface TakingWorkerRow {
  readonly id: string;
  readonly epoch: string;
  readonly group_name: string;
  readonly labels: string;
  readonly slots: number;
  readonly resources: string;
  readonly state_since_at: Date;
  readonly last_seen_at: Date;
  /** By the clock that wrote the other two. */
  readonly now_at: Date;
}

/** Slots of one worker in use. */
export interface WorkerLoad {
  readonly running: number;
  /** Of runs that were pushed to it and that it has not accepted. */
  readonly onTheWay: number;
}

interface LoadRow {
  readonly worker_id: string;
  readonly state: 'dispatched' | 'running';
  readonly slots: number;
}

/** What routing reads of workers: who takes work, and how much each has. */
@Injectable()
export class WorkerLoadStore {
  /** In the order of their ids. */
  async takingWork(session: Session): Promise<TakingWorkerRow[]> {
    return session.select<TakingWorkerRow>(
      `SELECT id, epoch, group_name, labels, slots, resources, state_since_at, last_seen_at, ${session.dialect.now} AS now_at
       FROM worker WHERE state = 'up' AND duty = 'work' ORDER BY id`,
    );
  }

  /** Slots of those of a group that take work. */
  async slotsInAll(session: Session, group: string): Promise<number> {
    const [row] = await session.select<{ slots: number | null }>(
      "SELECT SUM(slots) AS slots FROM worker WHERE state = 'up' AND duty = 'work' AND group_name = ?",
      [group],
    );
    return Number(row?.slots ?? 0);
  }

  /** Those of the workers that are going in good order: what they lose is no failure of theirs. */
  async leaving(session: Session, workerIds: readonly string[]): Promise<Set<string>> {
    const rows = await session.select<{ id: string }>(
      "SELECT id FROM worker WHERE id IN (?) AND state IN ('draining', 'drained', 'stopped')",
      [workerIds],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** By worker; what is pulled counts from its acceptance. */
  async load(session: Session, groups: readonly string[]): Promise<Map<string, WorkerLoad>> {
    const rows = await session.select<LoadRow>(
      `SELECT worker_id, state, SUM(weight) AS slots FROM run
       WHERE state IN ('dispatched', 'running') AND group_name IN (?) AND worker_id IS NOT NULL
       GROUP BY worker_id, state`,
      [groups],
    );
    const load = new Map<string, WorkerLoad>();
    for (const { worker_id, state, slots } of rows) {
      const sofar = load.get(worker_id) ?? { running: 0, onTheWay: 0 };
      const part = state === 'running' ? 'running' : 'onTheWay';
      load.set(worker_id, { ...sofar, [part]: Number(slots) });
    }
    return load;
  }
}
