import { Injectable } from '@nestjs/common';
import type { ControlMessage, ReportMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { StaleReports } from '../metrics/stale-reports.js';

/** Answers workers after their reports were recorded: what the spool may forget, and which attempts must stop. */
@Injectable()
export class WorkerReplies {
  constructor(
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
    private readonly staleReports: StaleReports,
  ) {}

  /** A lost confirmation is harmless: the worker reports again and is answered again. */
  async reply(reports: readonly ReportMessage[], stale: readonly ReportMessage[]): Promise<void> {
    this.staleReports.refused(stale.length);
    const byWorker = new Map<string, string[]>();
    for (const report of reports) {
      const ids = byWorker.get(report.workerId);
      if (ids) ids.push(report.id);
      else byWorker.set(report.workerId, [report.id]);
    }
    const messages = [...byWorker].map(([workerId, reportIds]) => ({
      payload: { v: 1, kind: 'confirm', reportIds } satisfies ControlMessage,
      address: workerId,
    }));
    const stops = stale.filter((report) => report.kind !== 'finished').map(stopOf);
    try {
      await this.sender.sendAll('worker.control', [...messages, ...stops]);
    } catch (error) {
      this.log.logger.debug(
        `${messages.length} worker(s) were not answered (${messageOf(error)}); they will ask again`,
      );
    }
  }
}

function stopOf({ runId, attempt, workerId }: ReportMessage): { payload: ControlMessage; address: string } {
  const reason = "the attempt is no longer this worker's";
  return { payload: { v: 1, kind: 'stop', runId, attempt, reason }, address: workerId };
}
