import { Injectable } from '@nestjs/common';
import type {
  FinishedReport,
  ProgressReport,
  ReportMessage,
  RunEvent,
  StartedReport,
} from '@orrery/contracts';
import { isTerminal } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { RunEnder, type AttemptEnding, type EndedRuns } from './run-ender.js';
import { runEvent } from './run-events.js';

/** What a batch of reports did. */
export interface RecordedReports extends EndedRuns {
  /** Reports about attempts that are not the run's present one, or of a run that has ended: their senders must stop. */
  readonly stale: readonly ReportMessage[];
  /** Attempts by group of workers that were accepted by these reports. */
  readonly acceptedByGroup: ReadonlyMap<string, number>;
}

const nothing: RecordedReports = {
  events: [],
  outbox: [],
  retried: 0,
  stale: [],
  acceptedByGroup: new Map(),
};

/** Records what workers report, a batch in one transaction: what is committed may be confirmed, nothing else. */
@Injectable()
export class ReportRecorder {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly progress: RunProgressStore,
    private readonly ender: RunEnder,
  ) {}

  async record(reports: readonly ReportMessage[]): Promise<RecordedReports> {
    if (reports.length === 0) return nothing;
    const ids = [...new Set(reports.map((report) => report.runId))].sort();
    return this.database.transaction(async (session) => {
      const rows = new Map((await this.runs.lockAll(session, ids)).map((row) => [row.id, row]));
      const fresh = reports.filter((report) => isFresh(report, rows.get(report.runId)));
      const events = [
        ...(await this.#started(session, fresh.filter(isStarted), rows)),
        ...overdueEvents(fresh, rows),
      ];
      await this.#progressed(session, fresh.filter(isProgress));
      const ended = await this.ender.end(session, endingsOf(fresh.filter(isFinished), rows));
      return {
        ...ended,
        events: [...events, ...ended.events],
        stale: reports.filter((report) => !fresh.includes(report)),
        acceptedByGroup: acceptedByGroup(fresh, rows),
      };
    });
  }

  async #started(
    session: Session,
    reports: readonly StartedReport[],
    rows: Map<string, RunRow>,
  ): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for (const report of reports) {
      const run = rows.get(report.runId)!;
      if (run.state !== 'dispatched') continue;
      const at = new Date(report.at);
      const { workerId, workerEpoch, attempt } = report;
      await this.progress.markStarted(session, { id: run.id, attempt, workerId, workerEpoch, at });
      rows.set(run.id, {
        ...run,
        state: 'running',
        worker_id: workerId,
        worker_epoch: workerEpoch,
        started_at: at,
      });
      events.push(runEvent(run, 'running', at, { workerId, startedAt: report.at }));
    }
    return events;
  }

  /** Only the newest word of each run counts. */
  async #progressed(session: Session, reports: readonly ProgressReport[]): Promise<void> {
    const newest = new Map(reports.map((report) => [report.runId, report]));
    await this.progress.setProgress(
      session,
      [...newest.values()].map(({ runId, progress, message }) => ({ id: runId, progress, message })),
    );
  }
}

function isFresh(report: ReportMessage, run: RunRow | undefined): boolean {
  return (
    run !== undefined && run.attempt === report.attempt && !isTerminal(run.state) && run.state !== 'pending'
  );
}

const isStarted = (report: ReportMessage): report is StartedReport => report.kind === 'started';
const isProgress = (report: ReportMessage): report is ProgressReport => report.kind === 'progress';
const isFinished = (report: ReportMessage): report is FinishedReport => report.kind === 'finished';

function overdueEvents(reports: readonly ReportMessage[], rows: ReadonlyMap<string, RunRow>): RunEvent[] {
  return reports
    .filter((report) => report.kind === 'overdue')
    .map((report) => runEvent(rows.get(report.runId)!, 'running', new Date(report.at)));
}

/** The first word on the end of an attempt counts; a repeated one in the same batch says the same. */
function endingsOf(reports: readonly FinishedReport[], rows: ReadonlyMap<string, RunRow>): AttemptEnding[] {
  const first = new Map<string, FinishedReport>();
  for (const report of reports) if (!first.has(report.runId)) first.set(report.runId, report);
  return [...first.values()].map((report) => {
    const run = rows.get(report.runId)!;
    return {
      run,
      outcome: report.outcome,
      startedAt: report.startedAt === null ? run.started_at : new Date(report.startedAt),
      finishedAt: new Date(report.at),
      workerId: report.workerId,
      exitCode: report.exitCode,
      result: report.result,
      failure: report.failure,
    };
  });
}

/** Attempts that were still on the way as far as the database knew: claims are counted where they are made. */
function acceptedByGroup(
  reports: readonly ReportMessage[],
  rows: ReadonlyMap<string, RunRow>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const report of reports) {
    const run = rows.get(report.runId)!;
    if (report.kind === 'started' || run.state === 'dispatched') {
      counts.set(run.group_name, (counts.get(run.group_name) ?? 0) + 1);
    }
  }
  return counts;
}
