import type { StruckFault } from '../faults/struck-fault.js';
import { isQuiet } from '../meters/quiet.js';
import type { Evidence } from './evidence.js';
import type { Violation } from './violation.js';

/** What a policy of misfire drops or merges must have been late, and nothing is late but by a fault. */
export function checkMisfires({ load, fires }: Evidence, faults: readonly StruckFault[]): Violation[] {
  const names = new Map(
    load.schedules
      .filter(({ plan }) => plan.policies.misfire !== undefined)
      .map(({ id, plan }) => [id, plan.name]),
  );
  return fires.flatMap(({ scheduleId, plannedAt, outcome, reason }): Violation[] => {
    const who = names.get(scheduleId);
    if (who === undefined || outcome === 'FIRED' || !isQuiet(plannedAt, faults)) return [];
    const what = `${new Date(plannedAt).toISOString()} ${outcome} (${reason})`;
    return [{ invariant: 'misfire without a cause', who, what }];
  });
}
