import type { AttemptRow, Evidence, RunRow } from '../ledger/evidence.js';

/** How late one planned time was, in ms; undefined: it never came so far. */
export interface Lateness {
  readonly schedule: string;
  readonly plannedAt: number;
  readonly dispatchMs: number | undefined;
  readonly startMs: number | undefined;
}

/** The lateness of every planned time that fired, of all schedules whose policy does not let them wait. */
export function latenessOf({ load, fires, runs, attempts }: Evidence): Lateness[] {
  const names = new Map(
    load.schedules.filter(({ plan }) => !plan.mayWait).map(({ id, plan }) => [id, plan.name]),
  );
  const byId = new Map(runs.map((run) => [run.id, run]));
  const firstAttempts = new Map(
    attempts.filter(({ attempt }) => attempt === 1).map((row) => [row.runId, row]),
  );
  return fires.flatMap(({ scheduleId, outcome, plannedAt, runId }): Lateness[] => {
    const schedule = names.get(scheduleId);
    const run = byId.get(runId ?? '');
    if (schedule === undefined || outcome !== 'FIRED' || run === undefined) return [];
    const startedAt = firstStart(run, firstAttempts.get(run.id));
    return [
      {
        schedule,
        plannedAt,
        dispatchMs: since(plannedAt, run.firstDispatchedAt),
        startMs: since(plannedAt, startedAt),
      },
    ];
  });
}

/** Of the first attempt; of the first one that started, where earlier ones died before. */
function firstStart(run: RunRow, first: AttemptRow | undefined): number | null {
  return first?.startedAt ?? run.startedAt;
}

function since(plannedAt: number, at: number | null): number | undefined {
  return at === null ? undefined : at - plannedAt;
}
