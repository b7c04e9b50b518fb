import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReportMessage } from '@orrery/contracts';
import { GroupCapacity } from '../dispatching/group-capacity.js';
import { ReportRecorder } from './report-recorder.js';
import { RunAnnouncer } from './run-announcer.js';
import { WorkerReplies } from './worker-replies.js';

/** Takes reports off `master.reports` in batches; they are acknowledged when they are recorded. */
@Controller()
export class ReportConsumer {
  constructor(
    private readonly recorder: ReportRecorder,
    private readonly announcer: RunAnnouncer,
    private readonly replies: WorkerReplies,
    private readonly capacity: GroupCapacity,
  ) {}

  @EventPattern('run.report')
  async onReports(@Payload() reports: readonly ReportMessage[]): Promise<void> {
    const recorded = await this.recorder.record(reports);
    for (const [group, count] of recorded.acceptedByGroup) this.capacity.accepted(group, count);
    void this.replies.reply(reports, recorded.stale);
    void this.announcer.announce(recorded);
  }
}
