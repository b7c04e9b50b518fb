import type { StruckFault } from '../faults/struck-fault.js';
import type { AttemptRow, Evidence } from '../ledger/evidence.js';
import type { Measure, Observations } from './measure.js';
import { deathOf } from './worker-watch.js';

const RESTARTED_LIMIT_MS = 2_000;
/** Attempts may end so long before or after the fault by its doing. */
const AROUND_MS = 5_000;

/**
 * A run that may run twice is tried again as soon as the death is seen; any other one must wait until its old life can
 * certainly do nothing any more, and is measured from there as well.
 */
export function workerDeath(
  fault: StruckFault,
  { workers, evidence }: Observations,
  limitMs: number,
): Measure[] {
  const death = deathOf(workers, fault.hit, fault.at) ?? { at: Infinity, certainAt: Infinity };
  const seen: Measure = { fault, what: 'death of the worker seen', ms: death.at - fault.at, limitMs };
  const restarts = restartsAfter(fault, evidence).flatMap(({ startedAt, idempotent }): Measure[] => {
    const sinceSeen = Math.max(0, startedAt - death.at);
    const limited = { fault, limitMs: RESTARTED_LIMIT_MS };
    if (idempotent)
      return [{ ...limited, what: 'idempotent run restarted once the death was seen', ms: sinceSeen }];
    const sinceCertain = Math.max(0, startedAt - death.certainAt);
    return [
      { ...limited, what: 'other run restarted once the old life was over', ms: sinceCertain },
      { fault, what: 'other run restarted once the death was seen', ms: sinceSeen },
    ];
  });
  return [seen, ...restarts];
}

interface Restart {
  readonly startedAt: number;
  readonly idempotent: boolean;
}

/** When the runs that died with the worker started again elsewhere, or there in its next life. */
function restartsAfter(fault: StruckFault, { load, attempts, runs }: Evidence): Restart[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const ended = new Map(attempts.map((row) => [`${row.runId}.${row.attempt}`, row]));
  const bound = new Set(load.tasks.filter(({ plan }) => plan.boundTo === fault.hit).map(({ id }) => id));
  const mayRunTwice = new Set(
    load.tasks.filter(({ plan }) => plan.definition.idempotent).map(({ id }) => id),
  );
  return attempts
    .filter((row) => diedBy(fault, row))
    .flatMap(({ runId, attempt }) => {
      const run = byId.get(runId);
      if (run !== undefined && bound.has(run.taskId)) return []; // it has to wait for the next life
      const present = run?.attempt === attempt + 1 ? run.startedAt : null;
      const startedAt = ended.get(`${runId}.${attempt + 1}`)?.startedAt ?? present;
      return typeof startedAt === 'number' ? [{ startedAt, idempotent: mayRunTwice.has(run!.taskId) }] : [];
    });
}

/** Whether the attempt was at work there when the fault struck. */
function diedBy(fault: StruckFault, { state, workerId, startedAt, finishedAt }: AttemptRow): boolean {
  const inTime = finishedAt >= fault.at - AROUND_MS && finishedAt <= fault.recoveredAt + AROUND_MS;
  return state === 'lost' && workerId === fault.hit && (startedAt ?? 0) <= fault.at && inTime;
}
