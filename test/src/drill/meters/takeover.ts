import type { StruckFault } from '../faults/struck-fault.js';
import type { RunRow } from '../ledger/evidence.js';
import { successorSeenAt } from './leader-watch.js';
import type { Lateness } from './lateness.js';
import type { Measure, Observations } from './measure.js';
import { workerDeath } from './worker-death.js';

const KILLED_LIMIT_MS = 1_000;
const HUNG_LIMIT_MS = 6_000;
const SEEN_KILLED_LIMIT_MS = 2_000;
const SEEN_HUNG_LIMIT_MS = 10_000;
const REPUBLISHED_LIMIT_MS = 10_000;
/** Planned ahead by the one that was hit. */
const BEFORE_MS = 1_000;
const AFTER_MS = 5_000;
const ON_TIME_MS = 250;

/** What one fault cost, by its kind. */
export function measure(fault: StruckFault, seen: Observations): Measure[] {
  switch (fault.kind) {
    case 'killLeader':
    case 'killMaster':
      return [latest(fault, seen, KILLED_LIMIT_MS), ...newLeader(fault, seen, KILLED_LIMIT_MS)];
    case 'hangLeader':
    case 'hangMaster':
      return [latest(fault, seen, HUNG_LIMIT_MS), ...newLeader(fault, seen, HUNG_LIMIT_MS)];
    case 'killWorker':
    case 'killLadenWorker':
    case 'loseWorker':
      return workerDeath(fault, seen, SEEN_KILLED_LIMIT_MS);
    case 'hangWorker':
      return workerDeath(fault, seen, SEEN_HUNG_LIMIT_MS);
    case 'stealDispatches':
      return lostDispatches(fault, seen);
    case 'restartBroker':
    case 'crashBroker':
    case 'restartDatabase':
    case 'crashDatabase':
    case 'pauseDatabase':
      return [onTimeAgain(fault, seen, 'on time again once the servers were back', fault.releasedAt)];
    case 'killGateway':
    case 'killAlarm':
    case 'cutConnections':
    case 'fillQueue':
      return [onTimeAgain(fault, seen, 'on time again', fault.at)];
  }
}

/** The probes fire ten times a second: the latest of those around the fault says how long nobody did the work. */
function latest(fault: StruckFault, { lateness }: Observations, limitMs: number): Measure {
  const around = probesOf(lateness, fault.at - BEFORE_MS, fault.releasedAt + AFTER_MS);
  const ms = Math.max(...around.map(({ dispatchMs }) => dispatchMs ?? Infinity));
  return { fault, what: 'latest planned time', ms, limitMs };
}

function newLeader(fault: StruckFault, { leaders }: Observations, limitMs: number): Measure[] {
  if (!fault.hitLeader) return [];
  const seenAt = successorSeenAt(leaders, fault.at) ?? Infinity;
  return [{ fault, what: 'new leader seen', ms: seenAt - fault.at, limitMs }];
}

function lostDispatches(fault: StruckFault, { evidence }: Observations): Measure[] {
  const byId = new Map(evidence.runs.map((run) => [run.id, run]));
  return fault.stolen.map(({ runId, at }) => {
    return {
      fault,
      what: 'lost dispatch started after all',
      ms: startOrCancel(byId.get(runId)) - at,
      limitMs: REPUBLISHED_LIMIT_MS,
    };
  });
}

/** A run whose overlap mode cancels it meanwhile is waited for no longer. */
function startOrCancel(run: RunRow | undefined): number {
  const cancelledAt = run?.state === 'cancelled' ? run.finishedAt : null;
  return run?.startedAt ?? cancelledAt ?? Infinity;
}

/** Until the last probe that was late because of the fault was dispatched. */
function onTimeAgain(
  fault: StruckFault,
  { lateness }: Observations,
  what: 'on time again once the servers were back' | 'on time again',
  sinceMs: number,
): Measure {
  const around = probesOf(lateness, fault.at - BEFORE_MS, fault.releasedAt + AFTER_MS);
  const late = around.filter(({ dispatchMs }) => (dispatchMs ?? Infinity) > ON_TIME_MS);
  const until = late.map(({ plannedAt, dispatchMs }) => plannedAt + (dispatchMs ?? Infinity) - sinceMs);
  return { fault, what, ms: Math.max(0, ...until) };
}

function probesOf(lateness: readonly Lateness[], fromMs: number, toMs: number): Lateness[] {
  return lateness.filter(
    ({ schedule, plannedAt }) => schedule.startsWith('probe-') && plannedAt >= fromMs && plannedAt <= toMs,
  );
}
