import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { RunRow } from './run-row.js';

/** A run on its way or running, as limits see it. */
export type ActiveRun = Pick<RunRow, 'id' | 'task_id' | 'task_version' | 'project' | 'weight' | 'overrides'>;

const columns = 'id, task_id, task_version, project, weight, overrides';
/** A run that was divided takes no slots: its parts do. */
const takesSlots = '(shard_total IS NULL OR parent_id IS NOT NULL)';

/** The few runs that are on their way to a worker or running. */
@Injectable()
export class ActiveRunStore {
  async all(session: Session): Promise<ActiveRun[]> {
    return session.select<ActiveRun>(
      `SELECT ${columns} FROM run WHERE state = 'dispatched' AND ${takesSlots}
       UNION ALL SELECT ${columns} FROM run WHERE state = 'running' AND ${takesSlots}`,
    );
  }

  /** Ids of those among the runs that are active; all of them locked, in the order of their ids. */
  async lockActive(session: Session, ids: readonly string[]): Promise<Set<string>> {
    const rows = await session.select<{ id: string; state: string }>(
      `SELECT id, state FROM run WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
    const active = rows.filter(({ state }) => state === 'dispatched' || state === 'running');
    return new Set(active.map((row) => row.id));
  }
}
