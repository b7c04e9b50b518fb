import { Injectable } from '@nestjs/common';
import type { StartedReport } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';
import { AttemptSampleStore } from '../persistence/stores/attempt-sample.store.js';
import { RunCheckpointStore } from '../persistence/stores/run-checkpoint.store.js';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import { checkpointsOf } from './checkpoints-of.js';
import { executionsOf } from './executions-of.js';
import { samplesOf } from './samples-of.js';
import type { SortedReports } from './sort-reports.js';

/** Writes down what reports tell of present attempts, but for their end. Their runs are locked. */
@Injectable()
export class AttemptNotes {
  constructor(
    private readonly progress: RunProgressStore,
    private readonly checkpoints: RunCheckpointStore,
    private readonly samples: AttemptSampleStore,
  ) {}

  async write(session: Session, sorted: SortedReports): Promise<void> {
    await this.progress.markStarted(session, sorted.started.map(startOf));
    await this.progress.setProgress(
      session,
      sorted.progress.map(({ runId, progress, message }) => ({ id: runId, progress, message })),
    );
    await this.checkpoints.keep(session, checkpointsOf(sorted));
    await this.progress.keepExecutions(session, executionsOf(sorted.finished));
    await this.samples.add(session, samplesOf(sorted));
  }
}

function startOf({ runId, attempt, workerId, workerEpoch, at }: StartedReport) {
  return { id: runId, attempt, workerId, workerEpoch, at: new Date(at) };
}
