import type {
  CheckpointReport,
  FinishedReport,
  OverdueReport,
  ProgressReport,
  ReportMessage,
  SamplesReport,
  StartedReport,
} from '@orrery/contracts';
import { isTerminal, type RunState } from '@orrery/domain';
import type { RunRow } from '../persistence/stores/run-row.js';

/** What a batch of reports says about present attempts, and what came too late. */
export interface SortedReports {
  readonly started: readonly StartedReport[];
  /** The newest word of each run. */
  readonly progress: readonly ProgressReport[];
  /** All of them: which is the newest is not told by the order in which they come. */
  readonly checkpoints: readonly CheckpointReport[];
  readonly samples: readonly SamplesReport[];
  readonly overdue: readonly OverdueReport[];
  readonly finished: readonly FinishedReport[];
  /** Of another attempt than the present one, of a run that has ended, or of a worker that does not have it. */
  readonly stale: readonly ReportMessage[];
}

interface Present {
  readonly attempt: number;
  state: RunState;
  workerId: string | null;
}

/**
 * Judges reports in the order they came, each by what those before it made of its run: of two workers that report the
 * same attempt the first one has it, and after the end of an attempt nothing more counts.
 */
export function sortReports(
  reports: readonly ReportMessage[],
  rows: ReadonlyMap<string, RunRow>,
): SortedReports {
  const runs = new Map<string, Present>();
  for (const { id, attempt, state, worker_id } of rows.values()) {
    runs.set(id, { attempt, state, workerId: worker_id });
  }
  const started: StartedReport[] = [];
  const progress = new Map<string, ProgressReport>();
  const checkpoints: CheckpointReport[] = [];
  const samples: SamplesReport[] = [];
  const overdue: OverdueReport[] = [];
  const finished: FinishedReport[] = [];
  const stale: ReportMessage[] = [];
  for (const report of reports) {
    const run = runs.get(report.runId);
    if (!run || !isFresh(report, run)) {
      stale.push(report);
      continue;
    }
    run.workerId = report.workerId;
    if (report.kind === 'finished') {
      finished.push(report);
      run.state = report.outcome;
    } else if (report.kind === 'progress') progress.set(report.runId, report);
    else if (report.kind === 'checkpoint') checkpoints.push(report);
    else if (report.kind === 'samples') samples.push(report);
    else if (report.kind === 'overdue') overdue.push(report);
    else if (run.state === 'dispatched') {
      started.push(report);
      run.state = 'running';
    }
  }
  return { started, progress: [...progress.values()], checkpoints, samples, overdue, finished, stale };
}

function isFresh(report: ReportMessage, run: Present): boolean {
  const isOnItsWay = run.state !== 'pending' && !isTerminal(run.state);
  const isOwner = run.workerId === null || run.workerId === report.workerId;
  return isOnItsWay && isOwner && run.attempt === report.attempt;
}
