import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { WorkflowReferences } from './workflow-row.js';

/** What a workflow may use. */
export type ReferenceKind = 'task' | 'workflow' | 'secret';

/** A workflow that uses something. */
export interface WorkflowUser {
  readonly id: string;
  readonly name: string;
}

/** Keeps what the newest versions of workflows use, so that nobody deletes it. */
@Injectable()
export class WorkflowReferenceStore {
  /** Puts these in place of those of the version before. */
  async replace(session: Session, workflowId: string, references: WorkflowReferences): Promise<void> {
    await this.delete(session, workflowId);
    const rows = (kind: ReferenceKind, ids: Readonly<Record<string, string>>) =>
      [...new Set(Object.values(ids))].map((id) => ({ workflow_id: workflowId, kind, target_id: id }));
    await session.insertMany('workflow_reference', [
      ...rows('task', references.tasks),
      ...rows('workflow', references.workflows),
      ...rows('secret', references.secrets ?? {}),
    ]);
  }

  async delete(session: Session, workflowId: string): Promise<void> {
    await session.execute('DELETE FROM workflow_reference WHERE workflow_id = ?', [workflowId]);
  }

  /** Workflows, so many at most, that use it; one that uses itself does not count. */
  usersOf(session: Session, kind: ReferenceKind, id: string, most: number): Promise<WorkflowUser[]> {
    return session.select<WorkflowUser>(
      `SELECT w.id, w.name FROM workflow_reference r JOIN workflow w ON w.id = r.workflow_id
       WHERE r.target_id = ? AND r.kind = ? AND r.workflow_id <> ? ORDER BY w.name LIMIT ?`,
      [id, kind, id, most],
    );
  }
}
