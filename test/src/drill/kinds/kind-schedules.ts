import type { SchedulePlan } from '../load/schedule-plans.js';
import type { KindName } from './kind-names.js';

const SECOND = 1_000;
/** A container costs as much as a hundred handlers. */
const everySeconds: Readonly<Partial<Record<KindName, number>>> = {
  container: 15,
  http: 4,
  sql: 12,
  handler: 4,
};
const USUAL_SECONDS = 6;

/** Runs of every kind all the time. */
export function kindSchedules(kinds: readonly KindName[]): SchedulePlan[] {
  return kinds.map((kind, index) => {
    const everyMs = (everySeconds[kind] ?? USUAL_SECONDS) * SECOND;
    return {
      name: `each-kind-${kind}`,
      target: `kind-${kind}`,
      rhythm: { kind: 'fixedRate', everyMs, offsetMs: 400 + index * 330 },
      outcomes: ['FIRED'],
      mayEnd: [],
      mayWait: false,
      oneAtATime: false,
      policies: {},
    };
  });
}
