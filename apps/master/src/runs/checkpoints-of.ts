import type { CheckpointReport, FinishedReport } from '@orrery/contracts';
import { longestCheckpointBytes, resultFault } from '@orrery/domain';
import type { Checkpoint } from '../persistence/stores/run-progress.store.js';
import type { SortedReports } from './sort-reports.js';

/** What is to be stored for the next attempts: of each run its newest, and none that no worker should have sent. */
export function checkpointsOf({
  checkpoints,
  finished,
}: Pick<SortedReports, 'checkpoints' | 'finished'>): Checkpoint[] {
  const newest = new Map<string, Checkpoint>();
  const add = ({ runId, attempt, at }: CheckpointReport | FinishedReport, value: unknown) => {
    const checkpoint = { runId, attempt, value, reportedAt: new Date(at) };
    const known = newest.get(runId);
    if (known !== undefined && known.reportedAt > checkpoint.reportedAt) return;
    if (resultFault(value, longestCheckpointBytes) === undefined) newest.set(runId, checkpoint);
  };
  for (const report of checkpoints) add(report, report.value);
  for (const report of finished) if (report.checkpoint) add(report, report.checkpoint.value);
  return [...newest.values()];
}
