import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, WorkflowVersionSummaryDto } from '@orrery/contracts';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { packWorkflow } from './packed-workflow.js';
import { toVersionRecord, type VersionRow, type Workflow } from './workflow-row.js';

/** Keeps every version of every workflow, also of those that were deleted: workflow runs keep theirs. */
@Injectable()
export class WorkflowVersionStore {
  async insert(
    session: Session,
    workflow: Workflow,
    changedBy: string,
    note: string | null = null,
  ): Promise<void> {
    await session.insertMany('workflow_version', [
      {
        workflow_id: workflow.id,
        version: workflow.version,
        definition: packWorkflow(workflow.definition),
        references: workflow.references,
        changed_by: changedBy,
        note,
        created_at: workflow.updatedAt,
      },
    ]);
  }

  /** Newest first. */
  async list(session: Session, id: string, query: PageQuery): Promise<Page<WorkflowVersionSummaryDto>> {
    const limit = pageLimit(query);
    const before = cursorKey(query);
    const conditions = new Conditions()
      .where('workflow_id = ?', id)
      .where('version < ?', before && Number(before));
    const rows = await session.select<VersionRow>(
      `SELECT version, changed_by, note, created_at FROM workflow_version ${conditions.toString()}
       ORDER BY version DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => String(row.version), toDto);
  }
}

function toDto(row: VersionRow): WorkflowVersionSummaryDto {
  return { ...toVersionRecord(row), createdAt: row.created_at.toISOString() };
}
