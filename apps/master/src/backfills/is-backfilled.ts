import type { RunRow } from '../persistence/stores/run-row.js';

/** Whether a run may belong to a backfill: it stands for a planned time, and no schedule made it. Runs of schedules cost nothing by it. */
export function isBackfilled(run: RunRow): boolean {
  return (
    run.planned_at !== null &&
    run.schedule_id === null &&
    run.parent_id === null &&
    run.workflow_run_id === null
  );
}
