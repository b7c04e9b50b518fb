import { Injectable } from '@nestjs/common';
import { lettersOf, type NodeState, type WorkflowRunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WorkflowRunRow } from './workflow-run-row.js';

/** Runs of a workflow that stand for a time between two, both included. */
export interface StandingRuns {
  readonly workflowId: string;
  readonly from: Date;
  readonly until: Date;
  /** This one is not meant. */
  readonly exceptId: string;
}

/** What is told of one that was found. */
export type StandingRun = Pick<WorkflowRunRow, 'run_id' | 'state' | 'stands_at'>;

/** Finds workflow runs by the time they stand for, however many there are. */
@Injectable()
export class StandingWorkflowRunStore {
  /** The newest in one of the states. */
  async newestIn(
    session: Session,
    runs: StandingRuns,
    states: readonly WorkflowRunState[],
  ): Promise<StandingRun | undefined> {
    const { workflowId, from, until, exceptId } = runs;
    const found: StandingRun[] = [];
    for (const state of states) {
      const rows = await session.select<StandingRun>(
        `SELECT run_id, state, stands_at FROM workflow_run
         WHERE workflow_id = ? AND state = ? AND stands_at BETWEEN ? AND ? AND run_id <> ?
         ORDER BY stands_at DESC, run_id DESC LIMIT 1`,
        [workflowId, state, from, until, exceptId],
      );
      found.push(...rows);
    }
    return newestOf([...found, ...(await unwritten(session, runs, 'AND state IN (?)', [states]))]);
  }

  /** The versions of them. */
  async versions(session: Session, runs: StandingRuns): Promise<number[]> {
    const { workflowId, from, until } = runs;
    const rows = await session.select<{ version: number }>(
      'SELECT DISTINCT version FROM workflow_run WHERE workflow_id = ? AND stands_at BETWEEN ? AND ?',
      [workflowId, from, until],
    );
    const versions = [...rows, ...(await unwritten(session, runs))].map((row) => row.version);
    return [...new Set(versions)];
  }

  /** The newest in which a node is in one of the states. @param places of the node in the letters, by version. */
  async newestWithNode(
    session: Session,
    runs: StandingRuns,
    places: ReadonlyMap<number, number>,
    states: readonly NodeState[],
  ): Promise<StandingRun | undefined> {
    if (places.size === 0) return undefined;
    const { workflowId, from, until, exceptId } = runs;
    const whens = [...places].flatMap(([version, number]) => [version, number + 1]);
    const isSo = `AND SUBSTR(states, CASE version ${'WHEN ? THEN ? '.repeat(places.size)}END, 1) IN (?)`;
    const so = [...whens, lettersOf(states)];
    const rows = await session.select<StandingRun>(
      `SELECT run_id, state, stands_at FROM workflow_run
       WHERE workflow_id = ? AND stands_at BETWEEN ? AND ? AND run_id <> ?
         ${isSo} ORDER BY stands_at DESC, run_id DESC LIMIT 1`,
      [workflowId, from, until, exceptId, ...so],
    );
    return newestOf([...rows, ...(await unwritten(session, runs, isSo, so))]);
  }
}

/** Those that masters of an earlier version have made since the update began: a few, which stand for the time of which they tell. */
async function unwritten(
  session: Session,
  { workflowId, from, until, exceptId }: StandingRuns,
  also = '',
  params: readonly unknown[] = [],
): Promise<(StandingRun & Pick<WorkflowRunRow, 'version'>)[]> {
  return session.select(
    `SELECT run_id, state, version, COALESCE(planned_at, created_at) AS stands_at FROM workflow_run
     WHERE workflow_id = ? AND stands_at IS NULL AND COALESCE(planned_at, created_at) BETWEEN ? AND ?
       AND run_id <> ? ${also}`,
    [workflowId, from, until, exceptId, ...params],
  );
}

/** Of several for the same time, the one that was made last: it may be a rerun. */
function newestOf(runs: readonly StandingRun[]): StandingRun | undefined {
  return [...runs].sort((one, other) => {
    const byTime = other.stands_at!.getTime() - one.stands_at!.getTime();
    return byTime === 0 ? (one.run_id < other.run_id ? 1 : -1) : byTime;
  })[0];
}
