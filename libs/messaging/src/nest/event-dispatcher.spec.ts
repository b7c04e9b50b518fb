import type { MessageHandler } from '@nestjs/microservices';
import { InvalidError, UnavailableError } from '@orrery/domain';
import { createLogger } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../broker/broker.js';
import { EventDispatcher } from './event-dispatcher.js';

const logger = createLogger('test', 'silent');
const pace = { initialMs: 0, maxMs: 0, holdMs: 0 };

/** A delivery that notes how it was settled. */
function deliveryOf(body: unknown) {
  const settled: string[] = [];
  const head = { type: 'run.report', id: 'm', headers: {}, routingKey: 'k', redelivered: false };
  const delivery: Delivery = {
    ...head,
    body,
    ack: () => void settled.push('ack'),
    reject: ({ requeue }) => void settled.push(requeue ? 'requeue' : 'dead'),
  };
  return { delivery, settled };
}

/** Handles payloads, noting each call; those in `bad` fail as told. */
function dispatcherOf(batched: boolean, bad: Readonly<Record<string, Error>> = {}) {
  const calls: unknown[] = [];
  const handler = (() => undefined) as unknown as MessageHandler;
  const dispatcher = new EventDispatcher(
    { queue: 'q', batched, pace, signal: new AbortController().signal, logger },
    () => handler,
    async (_, payload) => {
      calls.push(payload);
      for (const one of batched ? (payload as string[]) : [payload as string]) if (bad[one]) throw bad[one];
    },
  );
  return { dispatcher, calls };
}

describe('EventDispatcher and bundles', () => {
  it('hands the payloads of single messages and bundles over as one batch', async () => {
    const { dispatcher, calls } = dispatcherOf(true);
    const [one, two] = [deliveryOf('a'), deliveryOf(['b', 'c'])];
    await dispatcher.dispatch([one.delivery, two.delivery]);
    expect(calls).toEqual([['a', 'b', 'c']]);
    expect([one.settled, two.settled]).toEqual([['ack'], ['ack']]);
  });

  it('hands them over one by one where no batches are wanted', async () => {
    const { dispatcher, calls } = dispatcherOf(false);
    const bundle = deliveryOf(['a', 'b']);
    await dispatcher.dispatch([bundle.delivery]);
    expect(calls).toEqual(['a', 'b']);
    expect(bundle.settled).toEqual(['ack']);
  });

  it('lets no payload suffer from a bad one in its bundle', async () => {
    const { dispatcher, calls } = dispatcherOf(true, { bad: new InvalidError('wrong') });
    const [good, mixed] = [deliveryOf(['a', 'b']), deliveryOf(['c', 'bad', 'd'])];
    await dispatcher.dispatch([good.delivery, mixed.delivery]);
    expect(calls.slice(1)).toEqual([['a'], ['b'], ['c'], ['bad'], ['d']]);
    expect([good.settled, mixed.settled]).toEqual([['ack'], ['dead']]);
  });

  it('returns a bundle as long as one of its payloads may still be handled', async () => {
    const bad = { never: new InvalidError('wrong'), later: new Error('disk full') };
    const { dispatcher } = dispatcherOf(true, bad);
    const bundle = deliveryOf(['never', 'later']);
    await dispatcher.dispatch([bundle.delivery]);
    await vi.waitFor(() => expect(bundle.settled).toEqual(['requeue']));
  });

  it('does not try payloads one by one while something is away', async () => {
    const { dispatcher, calls } = dispatcherOf(true, { a: new UnavailableError('no database') });
    const bundle = deliveryOf(['a', 'b']);
    await dispatcher.dispatch([bundle.delivery]);
    expect(calls).toHaveLength(1);
  });
});
