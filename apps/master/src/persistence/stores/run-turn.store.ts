import { Injectable } from '@nestjs/common';
import { isTerminal, terminalRunStates, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

/** A run of a serial schedule that has not ended: let go, or waiting for those before it. */
export interface RunTurn {
  readonly scheduleId: string;
  readonly plannedAt: Date;
  readonly runId: string;
  readonly state: 'open' | 'queued';
}

interface RunTurnRow {
  readonly schedule_id: string;
  readonly planned_at: Date;
  readonly run_id: string;
  readonly state: RunTurn['state'];
}

/** Runs of one schedule that its new turns begin with, when it becomes serial while they are open. */
const mostOpenLooked = 10_000;

/** Each schedule in which runs wait, once: read off the index, however many wait. */
const withQueue = "(SELECT schedule_id FROM run_turn WHERE state = 'queued' GROUP BY schedule_id)";

/** Which runs of serial schedules have not ended. Written only while the schedule is locked. */
@Injectable()
export class RunTurnStore {
  async insertAll(session: Session, turns: readonly RunTurn[]): Promise<void> {
    const rows = turns.map(({ scheduleId, plannedAt, runId, state }) => ({
      schedule_id: scheduleId,
      planned_at: plannedAt,
      run_id: runId,
      state,
    }));
    if (rows.length > 0) await session.insertMany('run_turn', rows);
  }

  /** All turns of the schedules, in the order of their planned times. */
  async of(session: Session, scheduleIds: readonly string[]): Promise<RunTurn[]> {
    if (scheduleIds.length === 0) return [];
    const rows = await session.select<RunTurnRow>(
      'SELECT * FROM run_turn WHERE schedule_id IN (?) ORDER BY schedule_id, planned_at',
      [scheduleIds],
    );
    return rows.map(toTurn);
  }

  async find(session: Session, scheduleId: string, plannedAt: Date): Promise<RunTurn | undefined> {
    const [row] = await session.select<RunTurnRow>(
      'SELECT * FROM run_turn WHERE schedule_id = ? AND planned_at = ?',
      [scheduleId, plannedAt],
    );
    return row && toTurn(row);
  }

  /** The turns of these runs are over. */
  async remove(session: Session, scheduleIds: readonly string[], runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    await session.execute('DELETE FROM run_turn WHERE schedule_id IN (?) AND run_id IN (?)', [
      scheduleIds,
      runIds,
    ]);
  }

  async removeOf(session: Session, scheduleIds: readonly string[]): Promise<void> {
    if (scheduleIds.length === 0) return;
    await session.execute('DELETE FROM run_turn WHERE schedule_id IN (?)', [scheduleIds]);
  }

  /** These turns wait no longer. */
  async open(session: Session, turns: readonly RunTurn[]): Promise<void> {
    if (turns.length === 0) return;
    await session.execute("UPDATE run_turn SET state = 'open' WHERE schedule_id IN (?) AND run_id IN (?)", [
      turns.map((turn) => turn.scheduleId),
      turns.map((turn) => turn.runId),
    ]);
  }

  /** Waiting runs may be dispatched from now on, and have to start by the deadline; those that have ended stay out. */
  async letIn(session: Session, runIds: readonly string[], now: Date, deadline: Date | null): Promise<void> {
    await session.execute(
      `UPDATE run SET eligible_at = ?, queue_deadline_at = ?
       WHERE id IN (?) AND state = 'pending' AND eligible_at IS NULL`,
      [now, deadline, runIds],
    );
  }

  /** Schedules in which runs wait although none is open; what is paused stands still. */
  async stuck(session: Session, limit: number): Promise<string[]> {
    const rows = await session.select<{ schedule_id: string }>(
      `SELECT q.schedule_id FROM ${withQueue} q JOIN schedule s ON s.id = q.schedule_id AND s.state <> 'paused'
       LEFT JOIN run_turn o ON o.state = 'open' AND o.schedule_id = q.schedule_id
       WHERE o.schedule_id IS NULL LIMIT ?`,
      [limit],
    );
    return rows.map((row) => row.schedule_id);
  }

  /** Open turns whose run has ended, or is gone. */
  async stale(session: Session, limit: number): Promise<RunTurn[]> {
    const rows = await session.select<RunTurnRow>(
      `SELECT t.* FROM run_turn t LEFT JOIN run r ON r.id = t.run_id
       WHERE t.state = 'open' AND (r.id IS NULL OR r.state IN (?)) LIMIT ?`,
      [terminalRunStates, limit],
    );
    return rows.map(toTurn);
  }

  /** Open runs of schedules that cancel them for the one that waits, and that nobody has asked to end yet. */
  async toCancel(session: Session, limit: number): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT r.id FROM ${withQueue} q JOIN schedule s ON s.id = q.schedule_id AND s.overlap = 'CANCEL_RUNNING'
       JOIN run_turn o ON o.state = 'open' AND o.schedule_id = q.schedule_id
       JOIN run r ON r.id = o.run_id
       WHERE r.cancel_requested_at IS NULL AND r.state IN ('pending', 'dispatched', 'running') LIMIT ?`,
      [limit],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Runs of a schedule that are open without a turn: it was not serial when they were made. Those sent or running are all
   * found; of those still in the backlog, the newest.
   */
  async openWithout(session: Session, scheduleId: string): Promise<RunTurn[]> {
    const select = 'SELECT id, planned_at, state FROM run WHERE schedule_id = ? AND parent_id IS NULL';
    const sent = await session.select<OpenRow>(`${select} AND state IN ('dispatched', 'running')`, [
      scheduleId,
    ]);
    const newest = await session.select<OpenRow>(`${select} ORDER BY id DESC LIMIT ?`, [
      scheduleId,
      mostOpenLooked,
    ]);
    const open = new Map([...sent, ...newest].map((row) => [row.planned_at!.getTime(), row]));
    return [...open.values()]
      .filter((row) => !isTerminal(row.state))
      .map((row) => ({ scheduleId, plannedAt: row.planned_at!, runId: row.id, state: 'open' }));
  }
}

interface OpenRow {
  readonly id: string;
  readonly planned_at: Date | null;
  readonly state: RunState;
}

function toTurn(row: RunTurnRow): RunTurn {
  return {
    scheduleId: row.schedule_id,
    plannedAt: row.planned_at,
    runId: row.run_id,
    state: row.state,
  };
}
