import type { Evidence } from './evidence.js';
import type { Violation } from './violation.js';

/** Longest time that a run of a fixed delay may take with all that the drill does to it. */
const LONGEST_RUN_MS = 60_000;

/** Fixed delays: each planned time follows the end of the run before by the delay, and the chain never breaks. */
export function checkDelays({ load, fires, runs }: Evidence): Violation[] {
  const endOf = new Map(runs.map(({ id, finishedAt }) => [id, finishedAt]));
  return load.schedules.flatMap(({ id, plan }): Violation[] => {
    if (plan.rhythm.kind !== 'fixedDelay') return [];
    const { everyMs } = plan.rhythm;
    const mine = fires
      .filter(({ scheduleId }) => scheduleId === id)
      .sort((a, b) => a.plannedAt - b.plannedAt);
    const early = mine.slice(1).filter(({ plannedAt }, index) => {
      const endedAt = endOf.get(mine[index]!.runId ?? '');
      return typeof endedAt === 'number' && plannedAt < endedAt + everyMs;
    });
    const lastAt = mine.at(-1)?.plannedAt ?? 0;
    const stopped = lastAt + LONGEST_RUN_MS + everyMs < load.window.toMs;
    return [
      ...early.map(({ plannedAt }) => tell('fixed delay not kept', plan.name, plannedAt)),
      ...(stopped ? [tell('fixed delay that stopped', plan.name, lastAt)] : []),
    ];
  });
}

function tell(invariant: Violation['invariant'], who: string, time: number): Violation {
  return { invariant, who, what: new Date(time).toISOString() };
}
