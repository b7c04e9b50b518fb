import type {
  CheckpointReport,
  FinishedReport,
  OverdueReport,
  ProgressReport,
  SamplesReport,
  StartedReport,
} from '@orrery/contracts';
import type { Clock, ResourceColumns } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { AttemptId } from '../spool/spool-entry.js';

/** How an attempt ended, without the head every report has. */
export type Ending = Pick<
  FinishedReport,
  'outcome' | 'startedAt' | 'exitCode' | 'result' | 'failure' | 'execution' | 'samples'
>;

/** Writes the reports of this worker. */
export class ReportWriter {
  constructor(
    private readonly identity: Pick<WorkerIdentity, 'id' | 'epoch'>,
    private readonly clock: Clock,
  ) {}

  started(attempt: AttemptId): StartedReport {
    return { ...this.head(attempt), kind: 'started' };
  }

  progress(attempt: AttemptId, progress: number, message: string | null): ProgressReport {
    return { ...this.head(attempt), kind: 'progress', progress, message };
  }

  checkpoint(attempt: AttemptId, { value, seq }: Pick<CheckpointReport, 'value' | 'seq'>): CheckpointReport {
    return { ...this.head(attempt), kind: 'checkpoint', value, seq };
  }

  samples(attempt: AttemptId, samples: ResourceColumns): SamplesReport {
    return { ...this.head(attempt), kind: 'samples', samples };
  }

  overdue(attempt: AttemptId): OverdueReport {
    return { ...this.head(attempt), kind: 'overdue' };
  }

  /** Written out: thousands a second are made, and spreading costs several times as much. */
  finished(
    { runId, attempt }: AttemptId,
    ending: Ending,
    unstored?: FinishedReport['checkpoint'],
  ): FinishedReport {
    const { id: workerId, epoch: workerEpoch } = this.identity;
    const at = this.clock.now().toISOString();
    const { outcome, startedAt, exitCode, result, failure, execution, samples } = ending;
    const report: FinishedReport = {
      v: 1,
      id: newId(),
      runId,
      attempt,
      workerId,
      workerEpoch,
      at,
      kind: 'finished',
      outcome,
      startedAt,
      exitCode,
      result,
      failure,
      execution,
      samples,
    };
    return unstored === undefined || outcome === 'succeeded' ? report : { ...report, checkpoint: unstored };
  }

  private head({ runId, attempt }: AttemptId) {
    const { id: workerId, epoch: workerEpoch } = this.identity;
    const at = this.clock.now().toISOString();
    return { v: 1, id: newId(), runId, attempt, workerId, workerEpoch, at } as const;
  }
}
