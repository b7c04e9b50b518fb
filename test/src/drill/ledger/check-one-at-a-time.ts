import type { AttemptRow, Evidence, RunRow } from './evidence.js';
import type { Violation } from './violation.js';

interface Span {
  readonly runId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Schedules that forbid it: from the first start of a run to its end no other run of the same schedule is at work. */
export function checkOneAtATime({ load, runs, attempts }: Evidence): Violation[] {
  const firstStarts = firstStartsOf(attempts);
  return load.schedules.flatMap(({ id, plan }): Violation[] => {
    if (!plan.oneAtATime) return [];
    const mine = runs.filter(({ scheduleId }) => scheduleId === id);
    const spans = mine.flatMap((run) => spanOf(run, firstStarts)).sort((a, b) => a.fromMs - b.fromMs);
    const beside = spans
      .slice(1)
      .flatMap((span, index) => (span.fromMs < spans[index]!.toMs ? [[spans[index]!, span] as const] : []));
    return beside.map(([former, span]) => ({
      invariant: 'runs side by side against the policy',
      who: plan.name,
      what: `run ${span.runId} began ${former.toMs - span.fromMs} ms before run ${former.runId} had ended`,
    }));
  });
}

function firstStartsOf(attempts: readonly AttemptRow[]): Map<string, number> {
  const starts = new Map<string, number>();
  for (const { runId, startedAt } of attempts) {
    if (startedAt !== null) starts.set(runId, Math.min(startedAt, starts.get(runId) ?? Infinity));
  }
  return starts;
}

function spanOf({ id, startedAt, finishedAt }: RunRow, firstStarts: ReadonlyMap<string, number>): Span[] {
  const fromMs = firstStarts.get(id) ?? startedAt;
  return fromMs === null || finishedAt === null ? [] : [{ runId: id, fromMs, toMs: finishedAt }];
}
