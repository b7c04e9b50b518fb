import { Injectable } from '@nestjs/common';
import type { ApprovalDto, ApprovalListQuery, Page } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import { ApprovalStore, type ApprovalRow } from '../../persistence/stores/approval.store.js';
import { awaiting } from '../running/awaiting.js';

/** Nodes that wait for a decision, for those who may decide. */
@Injectable()
export class ApprovalViews {
  constructor(
    private readonly database: Database,
    private readonly approvals: ApprovalStore,
  ) {}

  async list(query: ApprovalListQuery, visible?: readonly string[]): Promise<Page<ApprovalDto>> {
    const projects = narrowed(visible, query.project);
    if (projects?.length === 0) return { items: [], nextCursor: null };
    return this.database.run((session) =>
      this.approvals.list(session, query, projects?.map(awaiting.approval), toApprovalDto),
    );
  }
}

function narrowed(
  visible: readonly string[] | undefined,
  wanted: string | undefined,
): readonly string[] | undefined {
  if (wanted === undefined) return visible;
  return visible === undefined || visible.includes(wanted) ? [wanted] : [];
}

function toApprovalDto(row: ApprovalRow): ApprovalDto {
  const detail = JSON.parse(row.detail ?? '{}') as { message?: string; approvers?: string[] };
  return {
    workflowRunId: row.workflow_run_id,
    nodeId: row.node_id,
    workflowId: row.workflow_id,
    workflowName: row.name,
    project: row.project,
    message: detail.message ?? '',
    approvers: detail.approvers ?? [],
    since: row.started_at.toISOString(),
    deadline: row.until_at?.toISOString() ?? null,
  };
}
