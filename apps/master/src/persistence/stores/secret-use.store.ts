import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** A task or workflow that uses a secret. */
export interface SecretUser {
  readonly kind: 'task' | 'workflow';
  readonly id: string;
  readonly name: string;
}

/** Knows which tasks use which secrets in their newest versions; of workflows, their references tell. */
@Injectable()
export class SecretUseStore {
  /** Puts these in place of those of the version before. */
  async replace(session: Session, taskId: string, secretIds: readonly string[]): Promise<void> {
    await this.delete(session, taskId);
    await session.insertMany(
      'task_secret',
      secretIds.map((secretId) => ({ task_id: taskId, secret_id: secretId })),
    );
  }

  async delete(session: Session, taskId: string): Promise<void> {
    await session.execute('DELETE FROM task_secret WHERE task_id = ?', [taskId]);
  }

  /** So many at most, tasks first. */
  async usersOf(session: Session, secretId: string, most: number): Promise<SecretUser[]> {
    return session.select<SecretUser>(
      `SELECT 'task' AS kind, t.id, t.name FROM task_secret s JOIN task t ON t.id = s.task_id WHERE s.secret_id = ?
       UNION ALL
       SELECT 'workflow' AS kind, w.id, w.name FROM workflow_reference r JOIN workflow w ON w.id = r.workflow_id
       WHERE r.target_id = ? AND r.kind = 'secret'
       ORDER BY kind, name LIMIT ?`,
      [secretId, secretId, most],
    );
  }

  /** How many tasks and workflows use each; those that nobody uses are left out. */
  async counts(session: Session, secretIds: readonly string[]): Promise<Map<string, number>> {
    if (secretIds.length === 0) return new Map();
    const rows = await session.select<{ id: string; count: number }>(
      `SELECT secret_id AS id, COUNT(*) AS count FROM task_secret WHERE secret_id IN (?) GROUP BY secret_id
       UNION ALL
       SELECT target_id AS id, COUNT(*) AS count FROM workflow_reference
       WHERE target_id IN (?) AND kind = 'secret' GROUP BY target_id`,
      [secretIds, secretIds],
    );
    const counts = new Map<string, number>();
    for (const { id, count } of rows) counts.set(id, (counts.get(id) ?? 0) + Number(count));
    return counts;
  }
}
