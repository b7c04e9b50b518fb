import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunProgressStore } from '../../persistence/stores/run-progress.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunEnder, type AttemptEnding, type EndedRuns } from '../../runs/run-ender.js';
import type { WaitingWorkflows } from './waiting-workflows.js';

/** Ends runs of a circle, each with words on who waits for whom. */
@Injectable()
export class CircleEndings {
  constructor(
    private readonly progress: RunProgressStore,
    private readonly ender: RunEnder,
    private readonly clock: Clock,
  ) {}

  /** The runs must be pending, locked, and parts of circles. Only what has begun can fail: so they begin, and fail at once. */
  async end(session: Session, runs: readonly RunRow[], waiting: WaitingWorkflows): Promise<EndedRuns> {
    const ids = runs.map(({ id }) => id);
    if (ids.length > 0) await this.progress.open(session, ids, this.clock.now());
    return this.ender.end(
      session,
      runs.map((run) => this.#endingOf(run, waiting)),
    );
  }

  #endingOf(run: RunRow, waiting: WaitingWorkflows): AttemptEnding {
    const circle = waiting.tell(waiting.circleOf(run.id)!, run.id);
    const message = `not started: it waits in a circle, and would for ever: ${circle}`;
    return {
      ...{ run, outcome: 'failed', startedAt: null, finishedAt: this.clock.now(), workerId: null },
      ...{ exitCode: null, result: null },
      failure: { kind: 'refused', message, retry: { kind: 'never' } },
    };
  }
}
