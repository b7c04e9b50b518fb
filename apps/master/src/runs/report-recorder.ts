import { Injectable } from '@nestjs/common';
import type { FinishedReport, OverdueReport, ReportMessage, StartedReport } from '@orrery/contracts';
import { Clock } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { RunStore, type ReportedRun } from '../persistence/stores/run.store.js';
import type { WorkflowRunRow } from '../persistence/stores/workflow-run-row.js';
import { AttemptNotes } from './attempt-notes.js';
import { keepable } from './keepable-report.js';
import { RunEnder, type AttemptEnding, type EndedRuns } from './run-ender.js';
import { runEvent, type RunNews } from './run-events.js';
import { sortReports } from './sort-reports.js';
import { pacesOf, type TaskPace } from './task-pace.js';

/** What a batch of reports did. */
export interface RecordedReports extends EndedRuns {
  /** Reports that came too late: their senders must stop. */
  readonly stale: readonly ReportMessage[];
  /** Attempts by group that were still on the way as far as the database knew (claims are counted where they are made). */
  readonly acceptedByGroup: ReadonlyMap<string, number>;
  /** The attempts that ran to their end, by task and worker. */
  readonly paces: readonly TaskPace[];
}

/** Records what workers report, a batch in one transaction: what is committed may be confirmed, nothing else. */
@Injectable()
export class ReportRecorder {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly notes: AttemptNotes,
    private readonly ender: RunEnder,
    private readonly clock: Clock,
  ) {}

  async record(received: readonly ReportMessage[]): Promise<RecordedReports> {
    const reports = received.map(keepable);
    const ids = [...new Set(reports.map((report) => report.runId))].sort();
    return this.database.transaction(async (session) => {
      const { found, workflowRun } = await this.#lock(session, ids, reports);
      const sorted = sortReports(reports, found);
      await this.notes.write(session, sorted);
      const rows = withStarts(found, sorted.started);
      const ended = await this.#finish(session, sorted.finished, rows, workflowRun);
      const running = runningNews([...sorted.started, ...sorted.overdue], rows);
      return {
        ...ended,
        events: [...running, ...ended.events],
        stale: sorted.stale,
        acceptedByGroup: acceptedByGroup([...sorted.started, ...sorted.finished], found),
        paces: pacesOf(sorted.finished, found),
      };
    });
  }

  /** The end of one run alone is on the way of a chain of nodes, so that each trip to the database counts. */
  async #lock(
    session: Session,
    ids: readonly string[],
    reports: readonly ReportMessage[],
  ): Promise<LockedRuns> {
    const isLoneEnd = ids.length === 1 && reports.some(({ kind }) => kind === 'finished');
    if (!isLoneEnd) return { found: byId(await this.runs.lockReported(session, ids)) };
    const { run, workflowRun } = await this.runs.lockReportedNode(session, ids[0]!);
    return { found: byId(run ? [run] : []), workflowRun };
  }

  /** A worker whose clock is ahead must not put off what counts from the end of its run. */
  #finish(
    session: Session,
    reports: readonly FinishedReport[],
    rows: ReadonlyMap<string, ReportedRun>,
    workflowRun?: WorkflowRunRow,
  ): Promise<EndedRuns> {
    const now = this.clock.now();
    return this.ender.end(
      session,
      reports.map((report): AttemptEnding => {
        const run = rows.get(report.runId)!;
        const at = new Date(report.at);
        return {
          run,
          outcome: report.outcome,
          startedAt: report.startedAt === null ? run.started_at : new Date(report.startedAt),
          finishedAt: at > now ? now : at,
          workerId: report.workerId,
          exitCode: report.exitCode,
          result: report.result,
          failure: report.failure,
          isAwaited: run.is_awaited === 1,
          workflowRun,
        };
      }),
    );
  }
}

interface LockedRuns {
  readonly found: ReadonlyMap<string, ReportedRun>;
  readonly workflowRun?: WorkflowRunRow;
}

function byId(rows: readonly ReportedRun[]): Map<string, ReportedRun> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** The rows as the starts of the same batch left them. */
function withStarts(
  rows: ReadonlyMap<string, ReportedRun>,
  starts: readonly StartedReport[],
): ReadonlyMap<string, ReportedRun> {
  const after = new Map(rows);
  for (const { runId, workerId, workerEpoch, at } of starts) {
    const start = { worker_id: workerId, worker_epoch: workerEpoch, started_at: new Date(at) };
    after.set(runId, { ...rows.get(runId)!, state: 'running', ...start });
  }
  return after;
}

/** Of starts, and of attempts that run on although their time is over. */
function runningNews(
  reports: readonly (StartedReport | OverdueReport)[],
  rows: ReadonlyMap<string, ReportedRun>,
): RunNews[] {
  return reports.map(({ runId, at }) => {
    const run = rows.get(runId)!;
    return { state: 'running', event: () => runEvent(run, 'running', new Date(at)) };
  });
}

function acceptedByGroup(
  reports: readonly ReportMessage[],
  rows: ReadonlyMap<string, ReportedRun>,
): Map<string, number> {
  const runIds = new Set(reports.map((report) => report.runId));
  const counts = new Map<string, number>();
  for (const run of [...runIds].map((id) => rows.get(id)!)) {
    if (run.state === 'dispatched') counts.set(run.group_name, (counts.get(run.group_name) ?? 0) + 1);
  }
  return counts;
}
