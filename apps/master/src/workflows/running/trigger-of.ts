import type { WorkflowTrigger } from '@orrery/domain';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';

/** What started a workflow run. */
export function triggerOf(
  row: Pick<WorkflowRunRow, 'planned_at' | 'schedule_id' | 'rerun_of' | 'depth'>,
): WorkflowTrigger {
  if (row.rerun_of !== null) return 'rerun';
  if (row.depth > 0) return 'workflow';
  if (row.schedule_id !== null) return 'schedule';
  return row.planned_at === null ? 'api' : 'backfill';
}
