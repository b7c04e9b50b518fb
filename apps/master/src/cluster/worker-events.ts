import type { WorkerEvent } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import type { OutboxEvent } from '../persistence/stores/outbox.store.js';
import type { GoneWorker, WrittenBeat } from '../persistence/stores/worker-life.store.js';

type Change = WorkerEvent['state'];

export function lostEvent({ id, epoch, last_seen_at }: GoneWorker, now: Date): OutboxEvent {
  return workerEvent(
    'lost',
    { workerId: id, workerEpoch: epoch, lastSeenAt: last_seen_at.toISOString() },
    now,
  );
}

/** What a heartbeat tells that was not known before; nothing, mostly. */
export function changeEvents(written: WrittenBeat, now: Date): OutboxEvent[] {
  const change = changeOf(written);
  if (change === undefined) return [];
  const { workerId, workerEpoch, at } = written.beat;
  return [workerEvent(change, { workerId, workerEpoch, lastSeenAt: at }, now)];
}

function changeOf({ beat, stateBefore }: WrittenBeat): Change | undefined {
  if (beat.state === stateBefore) return undefined;
  if (beat.state !== 'up') return beat.state;
  const wasGone = stateBefore === undefined || stateBefore === 'lost' || stateBefore === 'stopped';
  return wasGone ? 'joined' : undefined;
}

function workerEvent(
  state: Change,
  worker: Pick<WorkerEvent, 'workerId' | 'workerEpoch' | 'lastSeenAt'>,
  now: Date,
): OutboxEvent {
  const payload: WorkerEvent = { v: 1, id: newId(), at: now.toISOString(), state, ...worker };
  return { message: 'worker.event', routingKey: `worker.${state}`, payload };
}
