import { Injectable } from '@nestjs/common';
import type { PlacedSlots, SlotReserve } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';

/** A workflow run that has asked for slots. */
export interface SlotRequestRow {
  readonly run_id: string;
  readonly wants: string;
  readonly asked_at: Date;
  readonly give_up_at: Date | null;
  readonly obtained_at: Date | null;
}

export interface NewSlotRequest {
  readonly runId: string;
  readonly wants: readonly SlotReserve[];
}

/** Slots to be set aside for a workflow run. */
export interface NewPlacement extends PlacedSlots {
  readonly runId: string;
  readonly idleMs: number;
}

interface IdleRow {
  readonly id: string;
  readonly idle_ms: number;
}

/** What workflow runs have asked for and what was set aside for them; leases by the clock of the database. */
@Injectable()
export class SlotRequestStore {
  async find(session: Session, runId: string): Promise<SlotRequestRow | undefined> {
    const [row] = await session.select<SlotRequestRow>('SELECT * FROM slot_request WHERE run_id = ?', [
      runId,
    ]);
    return row;
  }

  async findAll(session: Session, runIds: readonly string[]): Promise<SlotRequestRow[]> {
    if (runIds.length === 0) return [];
    return session.select<SlotRequestRow>('SELECT * FROM slot_request WHERE run_id IN (?)', [runIds]);
  }

  /** The shortest of the waits counts. */
  async insert(session: Session, { runId, wants }: NewSlotRequest): Promise<void> {
    await session.execute(
      `INSERT INTO slot_request (run_id, wants, asked_at, give_up_at, obtained_at)
       VALUES (?, ?, ${session.dialect.now}, ${giveUpAt(session, wants)}, NULL)`,
      [runId, JSON.stringify(wants)],
    );
  }

  /** What was obtained was not used in time: it is asked for again, and waited for as long as at first. */
  async askAgain(session: Session, { runId, wants }: NewSlotRequest): Promise<void> {
    await session.execute(
      `UPDATE slot_request SET obtained_at = NULL, asked_at = ${session.dialect.now},
         give_up_at = ${giveUpAt(session, wants)} WHERE run_id = ?`,
      [runId],
    );
  }

  /** Whether any waits. */
  async isAnyWaiting(session: Session): Promise<boolean> {
    const rows = await session.select('SELECT run_id FROM slot_request WHERE obtained_at IS NULL LIMIT 1');
    return rows.length > 0;
  }

  /** Those of them that wait, locked, so that one master at a time gives slots away. */
  async lockWaiting(session: Session, runIds: readonly string[]): Promise<SlotRequestRow[]> {
    if (runIds.length === 0) return [];
    return session.select<SlotRequestRow>(
      `SELECT * FROM slot_request WHERE obtained_at IS NULL AND run_id IN (?)
       ORDER BY run_id ${session.dialect.forUpdate}`,
      [runIds],
    );
  }

  /** Those who have waited too long. */
  async overdue(session: Session, most: number): Promise<SlotRequestRow[]> {
    return session.select<SlotRequestRow>(
      `SELECT * FROM slot_request WHERE obtained_at IS NULL AND give_up_at <= ${session.dialect.now} LIMIT ?`,
      [most],
    );
  }

  async obtained(session: Session, runIds: readonly string[]): Promise<void> {
    await session.execute(
      `UPDATE slot_request SET obtained_at = ${session.dialect.now} WHERE run_id IN (?) AND obtained_at IS NULL`,
      [runIds],
    );
  }

  /** Sets slots aside; those that were set aside for these workflow runs before are given up. */
  async place(session: Session, placements: readonly NewPlacement[], leaseMs: number): Promise<void> {
    await this.unplace(session, [...new Set(placements.map(({ runId }) => runId))]);
    const { now, plusMs } = dialectOf(session);
    for (const { runId, workerId, group, slots, idleMs } of placements) {
      await session.execute(
        `INSERT INTO worker_reservation
           (id, worker_id, slots, purpose, run_id, workflow_run_id, group_name, idle_ms, created_by, created_at, until_at)
         VALUES (?, ?, ?, 'workflow run', NULL, ?, ?, ?, 'workflow', ${now}, ${plusMs(now, leaseMs)})`,
        [newId(), workerId, slots, runId, group, idleMs],
      );
    }
  }

  async unplace(session: Session, runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    await session.execute('DELETE FROM worker_reservation WHERE workflow_run_id IN (?)', [runIds]);
  }

  /** Keeps what is set aside for those who wait. */
  async keepPlaced(session: Session, runIds: readonly string[], leaseMs: number): Promise<void> {
    if (runIds.length === 0) return;
    const { now, plusMs } = dialectOf(session);
    await session.execute(
      `UPDATE worker_reservation SET until_at = ${plusMs(now, leaseMs)} WHERE workflow_run_id IN (?)`,
      [runIds],
    );
  }

  /** Has the time in which they must be used begin anew, of one group or of all. */
  async renew(session: Session, runId: string, group?: string): Promise<void> {
    const { now, plusMs } = dialectOf(session);
    const rows = await session.select<IdleRow>(
      `SELECT id, idle_ms FROM worker_reservation
       WHERE workflow_run_id = ? AND until_at > ${now} ${group === undefined ? '' : 'AND group_name = ?'}`,
      group === undefined ? [runId] : [runId, group],
    );
    for (const { id, idle_ms } of rows) {
      await session.execute(
        `UPDATE worker_reservation SET until_at = ${plusMs(now, Number(idle_ms))} WHERE id = ?`,
        [id],
      );
    }
  }

  /** Slots that workflow runs still have, by workflow run and group. */
  async held(session: Session, runIds: readonly string[]): Promise<Map<string, Map<string, number>>> {
    const held = new Map<string, Map<string, number>>();
    if (runIds.length === 0) return held;
    const rows = await session.select<{ workflow_run_id: string; group_name: string; slots: number }>(
      `SELECT workflow_run_id, group_name, SUM(slots) AS slots FROM worker_reservation
       WHERE workflow_run_id IN (?) AND until_at > ${session.dialect.now} GROUP BY workflow_run_id, group_name`,
      [runIds],
    );
    for (const { workflow_run_id, group_name, slots } of rows) {
      const groups = held.get(workflow_run_id) ?? new Map<string, number>();
      held.set(workflow_run_id, groups.set(group_name, Number(slots)));
    }
    return held;
  }

  /** Those whose run is over, or gone. */
  async left(session: Session, most: number): Promise<string[]> {
    const rows = await session.select<{ run_id: string }>(
      `SELECT s.run_id FROM slot_request s LEFT JOIN run r ON r.id = s.run_id
       WHERE r.id IS NULL OR r.state NOT IN ('pending', 'running') LIMIT ?`,
      [most],
    );
    return rows.map((row) => row.run_id);
  }

  /** What was reserved on workers that take no work any more is not replaced. */
  async dropOfAbsent(session: Session): Promise<void> {
    await session.execute(
      `DELETE FROM worker_reservation WHERE workflow_run_id IS NOT NULL
         AND worker_id NOT IN (SELECT id FROM worker WHERE state = 'up' AND duty = 'work')`,
    );
  }

  /** In the order in which slots are given: who gives them holds what is asked for, then what is set aside. */
  async release(session: Session, runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    await session.execute('DELETE FROM slot_request WHERE run_id IN (?)', [runIds]);
    await this.unplace(session, runIds);
    await session.execute('DELETE FROM reserved_run WHERE workflow_run_id IN (?)', [runIds]);
  }
}

function giveUpAt({ dialect }: Session, wants: readonly SlotReserve[]): string {
  const waits = wants.map(({ waitMs }) => waitMs).filter((waitMs) => waitMs > 0);
  return waits.length === 0 ? 'NULL' : dialect.plusMs(dialect.now, Math.min(...waits));
}

function dialectOf({ dialect }: Session) {
  return { now: dialect.now, plusMs: dialect.plusMs.bind(dialect) };
}
