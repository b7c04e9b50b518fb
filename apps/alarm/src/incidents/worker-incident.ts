import type { BreakerEvent, WorkerEvent } from '@orrery/contracts';
import type { FactsOf } from '../templates/letter-fields.js';
import type { Incident } from './incident.js';
import { shortened } from './shortened.js';

/** A worker fell silent; undefined: what happened to it was wanted. */
export function lossIncident(event: WorkerEvent): Incident | undefined {
  if (event.state !== 'lost') return undefined;
  const { workerId, lastSeenAt } = event;
  const title = `Worker ${workerId} was lost`;
  return {
    ...ofWorker(event),
    kind: 'worker_lost',
    title,
    summary: shortened(`${title}: last heard of at ${lastSeenAt}`),
    facts: { worker: workerId, workerEpoch: event.workerEpoch, lastSeenAt } satisfies FactsOf<'worker_lost'>,
    source: { message: 'worker.event', event },
  };
}

/** Attempts fail on a worker, so it is given a rest; undefined: it works again. */
export function restIncident(event: BreakerEvent): Incident | undefined {
  if (event.state !== 'open') return undefined;
  const { workerId, failures, untilAt, reason } = event;
  const title = `Worker ${workerId} is given a rest`;
  const until = untilAt === null ? '' : ` until ${untilAt}`;
  const facts: FactsOf<'worker_resting'> = {
    worker: workerId,
    failedAttempts: String(failures),
    untilAt: untilAt ?? '',
    reason,
  };
  return {
    ...ofWorker(event),
    kind: 'worker_resting',
    title,
    summary: shortened(`${title}${until} after ${failures} failures in a row: ${reason}`),
    facts,
    source: { message: 'worker.breaker', event },
  };
}

function ofWorker({ id, at, workerId }: WorkerEvent | BreakerEvent) {
  return {
    id,
    at,
    project: null,
    subject: { kind: 'worker', id: workerId, name: workerId },
    runId: null,
  } as const;
}
