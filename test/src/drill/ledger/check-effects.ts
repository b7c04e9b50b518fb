import { noEffects } from '../effects/read-effects.js';
import type { Evidence } from './evidence.js';
import type { Violation } from './violation.js';

/** What the tasks themselves did outside, against what the platform says of their runs. */
export function checkEffects({ load, runs, effects }: Evidence): Violation[] {
  const kinds = new Map(load.tasks.map(({ id, plan }) => [id, plan]));
  const known = new Set(runs.map(({ id }) => id));
  const strays = [...effects.keys()].filter((runId) => !known.has(runId));
  const violations = runs.flatMap(({ id, taskId, state }): Violation[] => {
    const plan = kinds.get(taskId);
    if (plan === undefined || plan.effect === 'none') return [];
    const { accepted } = effects.get(id) ?? noEffects;
    const what = `run ${id} (${state}): ${accepted.length} effects, by the attempts ${accepted.join(', ')}`;
    if (state === 'succeeded' && accepted.length === 0)
      return [{ invariant: 'success without its effect', who: plan.name, what }];
    const doubled = plan.effect !== 'repeated' && accepted.length > 1;
    return doubled ? [{ invariant: 'run doubled', who: plan.name, what }] : [];
  });
  return [
    ...violations,
    ...strays.map((runId): Violation => ({ invariant: 'effect of an unknown run', who: runId, what: '' })),
  ];
}
