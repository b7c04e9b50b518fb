import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReportMessage } from '@orrery/contracts';
import { AcceptedRuns } from '../dispatching/accepted-runs.js';
import { RunPace } from '../dispatching/run-pace.js';
import { ReportRecorder } from './report-recorder.js';
import { RunAnnouncer } from './run-announcer.js';
import { WorkerReplies } from './worker-replies.js';

/** Takes reports off `master.reports` in batches; they are acknowledged when they are recorded. */
@Controller()
export class ReportConsumer {
  #telling: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly recorder: ReportRecorder,
    private readonly announcer: RunAnnouncer,
    private readonly replies: WorkerReplies,
    private readonly accepted: AcceptedRuns,
    private readonly pace: RunPace,
  ) {}

  /** Telling the world of a batch overlaps with recording the next one, but never falls further behind. */
  @EventPattern('run.report')
  async onReports(@Payload() reports: readonly ReportMessage[]): Promise<void> {
    const recorded = await this.recorder.record(reports);
    this.accepted.byGroup(recorded.acceptedByGroup);
    for (const { taskId, ended } of recorded.paces) this.pace.learn(taskId, ended);
    await this.#telling;
    // Runs that others have made way for go first: their workers wait, those who are told that reports arrived do not.
    this.#telling = Promise.all([
      this.announcer.announce(recorded),
      this.replies.reply(reports, recorded.stale),
    ]);
  }
}
