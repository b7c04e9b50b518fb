import type { DispatchMessage } from '@orrery/contracts';
import type { OutgoingMessage } from '@orrery/messaging';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatchOf } from '../testing/dispatch-of.js';
import { silent } from '../testing/use-workers.js';
import { DispatchBundle } from './dispatch-bundle.js';

describe('DispatchBundle', () => {
  const ack = vi.fn();
  const reject = vi.fn();
  const published: OutgoingMessage[] = [];
  let brokerIsAway = false;
  beforeEach(() => {
    ack.mockClear();
    reject.mockClear();
    published.splice(0);
    brokerIsAway = false;
  });

  const broker = {
    publish: async (messages: readonly OutgoingMessage[]) => {
      if (brokerIsAway) throw new Error('away');
      published.push(...messages);
      return messages.map(() => 'routed' as const);
    },
  };
  const bundleOf = (...dispatches: DispatchMessage[]) => {
    const body = dispatches.length === 1 ? dispatches[0] : dispatches;
    const head = { type: 'run.dispatch', id: 'm', routingKey: 'work.default', redelivered: false };
    const headers = { traceparent: 'of-the-sender' };
    return new DispatchBundle({ ...head, headers, body, ack, reject }, broker, silent);
  };

  it('is acknowledged when the last of them stands in the spool, once', () => {
    const [a, b] = [dispatchOf(), dispatchOf()];
    const bundle = bundleOf(a, b);
    bundle.accepted(b);
    bundle.accepted(b);
    expect(ack).not.toHaveBeenCalled();
    bundle.accepted(a);
    bundle.giveBack(a);
    expect(ack).toHaveBeenCalledOnce();
    expect(published).toEqual([]);
  });

  it('sends back what found no place, each alone, and is acknowledged after that', async () => {
    const [a, b, c] = [dispatchOf(), dispatchOf(), dispatchOf()];
    const bundle = bundleOf(a, b, c);
    bundle.giveBack(a);
    bundle.accepted(b);
    bundle.giveBack(c);
    expect(ack).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(ack).toHaveBeenCalledOnce());
    expect(published.map(({ body }) => body)).toEqual([a, c]);
    expect(published[0]).toMatchObject({
      exchange: 'work',
      routingKey: 'work.default',
      type: 'run.dispatch',
      headers: { traceparent: 'of-the-sender' },
    });
  });

  it('returns as a whole when nothing could be sent back', async () => {
    brokerIsAway = true;
    const [a, b] = [dispatchOf(), dispatchOf()];
    const bundle = bundleOf(a, b);
    bundle.accepted(a);
    bundle.giveBack(b);
    await vi.waitFor(() => expect(reject).toHaveBeenCalledWith({ requeue: true }));
    expect(ack).not.toHaveBeenCalled();
  });

  it('returns a single one to its place in the queue, and buries one that is not understood', () => {
    const a = dispatchOf();
    bundleOf(a).giveBack(a);
    expect(reject).toHaveBeenLastCalledWith({ requeue: true });
    bundleOf(a).refuse(a);
    expect(reject).toHaveBeenLastCalledWith({ requeue: false });
    expect(published).toEqual([]);
  });

  it('sends back alone what is not understood among others', async () => {
    const [good, bad] = [dispatchOf(), dispatchOf({ attempt: -1 })];
    const bundle = bundleOf(bad, good);
    bundle.refuse(bad);
    bundle.accepted(good);
    await vi.waitFor(() => expect(ack).toHaveBeenCalledOnce());
    expect(published.map(({ body }) => body)).toEqual([bad]);
  });
});
