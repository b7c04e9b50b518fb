import { Injectable } from '@nestjs/common';
import type { ControlMessage, ReportMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { StaleReports } from '../metrics/stale-reports.js';
import { ReportConfirmations } from './report-confirmations.js';

/** Answers workers after their reports were recorded: what the spool may forget, and which attempts must stop. */
@Injectable()
export class WorkerReplies {
  constructor(
    private readonly confirmations: ReportConfirmations,
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
    private readonly staleReports: StaleReports,
  ) {}

  async reply(reports: readonly ReportMessage[], stale: readonly ReportMessage[]): Promise<void> {
    this.staleReports.refused(stale.length);
    const stops = stale.filter((report) => report.kind !== 'finished').map(stopOf);
    await Promise.all([this.confirmations.confirm(reports), this.#stop(stops)]);
  }

  /** A lost order is harmless: the next report of the attempt is answered again. */
  async #stop(stops: readonly StopOrder[]): Promise<void> {
    try {
      await this.sender.sendAll('worker.control', stops);
    } catch (error) {
      this.log.logger.debug(
        `${stops.length} attempt(s) were not stopped (${messageOf(error)}); they will report again`,
      );
    }
  }
}

interface StopOrder {
  readonly payload: ControlMessage;
  readonly address: string;
}

function stopOf({ runId, attempt, workerId }: ReportMessage): StopOrder {
  const reason = "the attempt is no longer this worker's";
  return { payload: { v: 1, kind: 'stop', runId, attempt, reason }, address: workerId };
}
