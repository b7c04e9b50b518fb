import { Injectable } from '@nestjs/common';
import { noMemory, type RoutingMemory } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

interface MemoryRow {
  readonly task_id: string;
  readonly memory: string;
}

/** What tasks remember of the workers their runs went to: one row a task, so that all masters take turns as one. */
@Injectable()
export class RoutingMemoryStore {
  /** Locked until the transaction ends, in the order of the tasks' ids. */
  async lock(session: Session, taskIds: readonly string[], now: Date): Promise<Map<string, RoutingMemory>> {
    if (taskIds.length === 0) return new Map();
    const found = await this.#select(session, taskIds);
    const missing = taskIds.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const rows = missing.map((id) => ({ task_id: id, memory: noMemory, updated_at: now }));
    await session.insertMany('routing_memory', rows, { onDuplicate: 'ignore' });
    return this.#select(session, taskIds);
  }

  async save(session: Session, memories: ReadonlyMap<string, RoutingMemory>, now: Date): Promise<void> {
    for (const [taskId, memory] of memories) {
      await session.execute('UPDATE routing_memory SET memory = ?, updated_at = ? WHERE task_id = ?', [
        memory,
        now,
        taskId,
      ]);
    }
  }

  async #select(session: Session, taskIds: readonly string[]): Promise<Map<string, RoutingMemory>> {
    const rows = await session.select<MemoryRow>(
      `SELECT task_id, memory FROM routing_memory WHERE task_id IN (?) ORDER BY task_id ${session.dialect.forUpdate}`,
      [taskIds],
    );
    return new Map(rows.map((row) => [row.task_id, JSON.parse(row.memory) as RoutingMemory]));
  }
}
