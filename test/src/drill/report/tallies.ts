import type { Evidence, RunRow } from '../ledger/evidence.js';
import { noEffects } from '../effects/read-effects.js';
import type { KindName } from '../kinds/kind-names.js';
import { plannedTimes } from '../ledger/planned-times.js';

/** Planned times of the drill's arithmetic, those of them in the ledger, those of fixed delays, and all by outcome. */
export function firesOf({ load, fires }: Evidence): Record<string, number> {
  const timed = load.schedules.flatMap(({ id, plan }) =>
    plan.rhythm.kind === 'fixedDelay' ? [] : [{ id, rhythm: plan.rhythm }],
  );
  const ids = new Set(timed.map(({ id }) => id));
  const planned = timed.reduce((sum, { rhythm }) => sum + plannedTimes(rhythm, load.window).length, 0);
  const outcomes = countBy(fires, ({ outcome }) => outcome);
  const accounted = fires.filter(({ scheduleId }) => ids.has(scheduleId)).length;
  return { planned, accounted, afterDelays: fires.length - accounted, ...outcomes };
}

/** What the tasks did outside, by the kind of task, and what the client of the API had to do. */
export function effectsOf({ load, runs, effects, triggered }: Evidence): Record<string, number> {
  const kindOf = new Map(load.tasks.map(({ id, plan }) => [id, plan.effect]));
  const counts: Record<string, number> = {
    staleRefused: 0,
    repeatsFound: 0,
    repeatedByIdempotent: 0,
    doubled: 0,
  };
  const add = (name: string, by: number) => (counts[name] = (counts[name] ?? 0) + by);
  for (const { id, taskId } of runs) {
    const kind = kindOf.get(taskId) ?? 'none';
    const { accepted, stale, repeatsAvoided } = effects.get(id) ?? noEffects;
    if (kind === 'none') continue;
    add(`accepted (${kind})`, accepted.length);
    add('staleRefused', stale.length);
    add('repeatsFound', repeatsAvoided.length);
    add(kind === 'repeated' ? 'repeatedByIdempotent' : 'doubled', Math.max(0, accepted.length - 1));
  }
  return {
    ...counts,
    triggered: triggered.length,
    triggeredAgain: triggered.filter(({ tries }) => tries > 1).length,
  };
}

/** Runs by the state in which they ended. */
export function runsOf({ runs }: Evidence): Record<string, number> {
  return countBy(runs, ({ state }) => state);
}

/** Of each kind of task: its runs by the state in which they ended, and the attempts that died with their worker. */
export function kindsOf(
  { load, runs, attempts }: Evidence,
  kinds: readonly KindName[],
): Record<string, Record<string, number>> {
  const kindOf = new Map(load.tasks.map(({ id, plan }) => [id, plan.kindName]));
  const lost = attempts.filter(({ state }) => state === 'lost');
  const died = countBy(lost, ({ runId }) => runId);
  const tally = (own: readonly RunRow[]) => ({
    ...countBy(own, ({ state }) => state),
    attemptsLost: own.reduce((sum, { id }) => sum + (died[id] ?? 0), 0),
  });
  const runsOfKind = (kind: KindName) => runs.filter(({ taskId }) => kindOf.get(taskId) === kind);
  return Object.fromEntries(kinds.map((kind) => [kind, tally(runsOfKind(kind))]));
}

/** Workflow runs by the state in which they ended, and the runs that were made for their nodes. */
export function workflowsOf({ runs, workflows: { workflowRuns } }: Evidence): Record<string, number> {
  const made = runs.filter(({ nodePart }) => nodePart !== null);
  return {
    ...countBy(workflowRuns, ({ state }) => state),
    ...countBy(made, ({ nodePart }) => `node runs (${nodePart})`),
  };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}
