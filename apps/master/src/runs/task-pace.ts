import type { FinishedReport } from '@orrery/contracts';
import type { EndedAttempts } from '../dispatching/run-pace.js';
import { groupsOf } from '../persistence/groups-of.js';
import type { RunRow } from '../persistence/stores/run-row.js';

/** How one worker got through attempts of one task. */
export interface TaskPace {
  readonly taskId: string;
  readonly ended: EndedAttempts;
}

/** What a batch of reports tells of the pace of tasks; attempts that never began tell nothing. */
export function pacesOf(
  reports: readonly FinishedReport[],
  rows: ReadonlyMap<string, Pick<RunRow, 'task_id'>>,
): TaskPace[] {
  const taskOf = (report: FinishedReport) => rows.get(report.runId)!.task_id;
  const began = reports.filter(({ startedAt }) => startedAt !== null);
  return groupsOf(began, (report) => `${taskOf(report)} ${report.workerId}`).map((group) => ({
    taskId: taskOf(group[0]!),
    ended: paceOf(group),
  }));
}

function paceOf(reports: readonly FinishedReport[]): EndedAttempts {
  let first = Infinity;
  let last = -Infinity;
  let tookMs = 0;
  for (const { at, startedAt } of reports) {
    const endMs = Date.parse(at);
    first = Math.min(first, endMs);
    last = Math.max(last, endMs);
    tookMs += endMs - Date.parse(startedAt!);
  }
  return { count: reports.length, spanMs: last - first, tookMs: tookMs / reports.length };
}
