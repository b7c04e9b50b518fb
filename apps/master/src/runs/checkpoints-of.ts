import type { CheckpointReport, FinishedReport } from '@orrery/contracts';
import { longestCheckpointBytes, resultFault } from '@orrery/domain';
import { isAsNew, type Checkpoint } from '../persistence/stores/run-checkpoint.store.js';
import type { SortedReports } from './sort-reports.js';

type Stored = Pick<CheckpointReport, 'value' | 'seq'>;

/** What is to be stored for the next attempts: of each run its newest, and none that no worker should have sent. */
export function checkpointsOf({
  checkpoints,
  finished,
}: Pick<SortedReports, 'checkpoints' | 'finished'>): Checkpoint[] {
  const newest = new Map<string, Checkpoint>();
  const add = ({ runId, attempt, at }: CheckpointReport | FinishedReport, { value, seq }: Stored) => {
    const checkpoint = { runId, attempt, value, seq: seq ?? null, reportedAt: new Date(at) };
    const known = newest.get(runId);
    if (known !== undefined && !isAsNew(checkpoint, known)) return;
    if (resultFault(value, longestCheckpointBytes) === undefined) newest.set(runId, checkpoint);
  };
  for (const report of checkpoints) add(report, report);
  for (const report of finished) if (report.checkpoint) add(report, report.checkpoint);
  return [...newest.values()];
}
