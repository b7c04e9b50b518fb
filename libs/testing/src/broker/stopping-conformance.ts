import { UnavailableError } from '@orrery/domain';
import type { Broker, Delivery } from '@orrery/messaging';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BrokerWorld } from './broker-conformance.js';
import { depthOf, messagesTo, queueSpec } from './broker-specimens.js';
import { Inbox } from './inbox.js';

/** Stopping consumers, closing connections, and what is left after that. */
export function stoppingConformance(world: BrokerWorld): void {
  describe('stopping', () => {
    let broker: Broker;
    beforeAll(async () => {
      broker = await world.open();
    });

    it('waits in stop for the handler that runs', async () => {
      await broker.declare(queueSpec('draining'));
      let finish = () => undefined as void;
      let entered = false;
      const handler = async ([delivery]: readonly Delivery[]) => {
        entered = true;
        await new Promise<void>((resolve) => (finish = resolve));
        delivery!.ack();
      };
      const consumer = await broker.consume('draining', { prefetch: 1 }, handler);
      await broker.publish(messagesTo('draining', 2));
      await vi.waitFor(() => expect(entered).toBe(true));
      let stopped = false;
      const stopping = consumer.stop().then(() => (stopped = true));
      await depthOf(broker, 'draining', 1);
      expect(stopped).toBe(false);
      finish();
      await stopping;
      await consumer.stop();
      await consumer.pause();
      await consumer.resume();
      const next = new Inbox();
      await broker.consume('draining', { prefetch: 5 }, next.handler);
      await next.has(1);
      await depthOf(broker, 'draining', 0);
      expect(next.bodies).toEqual([1]);
    });

    it('offers again what a closed connection had not settled', async () => {
      await broker.declare(queueSpec('left-open'));
      const leaving = await world.open({ closeGraceMs: 10 });
      const kept = Inbox.keeping();
      await leaving.consume('left-open', { prefetch: 5 }, kept.handler);
      await broker.publish(messagesTo('left-open', 3));
      await kept.has(3);
      await leaving.close();
      for (const delivery of kept.deliveries) delivery.ack(); // too late: ignored
      const next = new Inbox();
      await broker.consume('left-open', { prefetch: 5 }, next.handler);
      await next.has(3);
      expect(next.bodies.sort()).toEqual([0, 1, 2]);
    });

    it('lets an exclusive queue vanish with its connection, and with the stop of its consumer', async () => {
      const owner = await world.open();
      await owner.declare(queueSpec('own-1', { kind: 'exclusive' }));
      await owner.declare(queueSpec('own-2', { kind: 'exclusive' }));
      const consumer = await owner.consume('own-1', { prefetch: 1 }, new Inbox().handler);
      await owner.consume('own-2', { prefetch: 1 }, new Inbox().handler);
      const ping = (queue: string) => broker.publish(messagesTo(queue, 1));
      expect(await ping('own-1')).toEqual(['routed']);
      await consumer.stop();
      expect(await ping('own-1')).toEqual(['unroutable']);
      expect(await ping('own-2')).toEqual(['routed']);
      await owner.close();
      await vi.waitFor(async () => expect(await ping('own-2')).toEqual(['unroutable']));
    });

    it('reports the end of its connection and refuses work after it', async () => {
      const closing = await world.open();
      const changes: boolean[] = [];
      closing.onConnectionChange((connected) => changes.push(connected));
      expect(closing.isConnected()).toBe(true);
      await Promise.all([closing.close(), closing.close()]);
      expect(closing.isConnected()).toBe(false);
      expect(changes).toEqual([false]);
      await expect(closing.publish(messagesTo('draining', 1))).rejects.toThrow(UnavailableError);
      await expect(
        closing.request({ exchange: 'rpc', routingKey: 'x', type: 'x', body: 1 }, { deadlineMs: 1_000 }),
      ).rejects.toThrow(UnavailableError);
      await expect(closing.consume('draining', { prefetch: 1 }, new Inbox().handler)).rejects.toThrow(
        UnavailableError,
      );
    });
  });
}
