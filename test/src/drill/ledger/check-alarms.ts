import type { Evidence } from './evidence.js';
import { isAlarming } from './read-alarms.js';
import type { Violation } from './violation.js';

/** Each run that ended badly reached a person, once. */
export function checkAlarms({ runs, alarms }: Evidence): Violation[] {
  return runs.filter(isAlarming).flatMap(({ id, state }): Violation[] => {
    const count = alarms.get(id) ?? 0;
    const told = { who: `run ${id}`, what: `${state}, ${count} alarms` };
    if (count === 0) return [{ invariant: 'bad end without an alarm', ...told }];
    return count > 1 ? [{ invariant: 'alarm doubled', ...told }] : [];
  });
}
