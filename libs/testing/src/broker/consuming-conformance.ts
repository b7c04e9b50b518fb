import type { Broker, Delivery } from '@orrery/messaging';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BrokerWorld } from './broker-conformance.js';
import { depthOf, messagesTo, queueSpec } from './broker-specimens.js';
import { Inbox } from './inbox.js';

/** Competing consumers, prefetch, batches, pausing. */
export function consumingConformance(world: BrokerWorld): void {
  describe('consuming', () => {
    let broker: Broker;
    let other: Broker;
    beforeAll(async () => {
      broker = await world.open();
      other = await world.open();
    });

    it('shares a queue between competing consumers', async () => {
      await broker.declare(queueSpec('shared'));
      const inboxes = [new Inbox(), new Inbox()];
      await broker.consume('shared', { prefetch: 5 }, inboxes[0]!.handler);
      await other.consume('shared', { prefetch: 5 }, inboxes[1]!.handler);
      await broker.publish(messagesTo('shared', 100));
      await vi.waitFor(() => expect(inboxes[0]!.bodies.length + inboxes[1]!.bodies.length).toBe(100));
      expect(new Set(inboxes.flatMap(({ bodies }) => bodies)).size).toBe(100);
      for (const { bodies } of inboxes) expect(bodies.length).toBeGreaterThan(20);
    });

    it('hands over no more than the prefetch until something is settled', async () => {
      await broker.declare(queueSpec('prefetched'));
      const inbox = Inbox.keeping();
      await broker.consume('prefetched', { prefetch: 3 }, inbox.handler);
      await broker.publish(messagesTo('prefetched', 10));
      await inbox.has(3);
      await depthOf(broker, 'prefetched', 7);
      expect(inbox.bodies).toEqual([0, 1, 2]);
      inbox.deliveries[1]!.ack();
      await inbox.has(4);
      await depthOf(broker, 'prefetched', 6);
      expect(inbox.bodies).toEqual([0, 1, 2, 3]);
    });

    it('collects batches up to their size, and hands over a smaller one after the wait', async () => {
      await broker.declare(queueSpec('batched'));
      const inbox = new Inbox();
      await broker.publish(messagesTo('batched', 25));
      await broker.consume('batched', { prefetch: 100, batch: { size: 10, waitMs: 60 } }, inbox.handler);
      await inbox.has(25);
      expect(inbox.batchSizes).toEqual([10, 10, 5]);
      expect(inbox.bodies).toEqual(Array.from({ length: 25 }, (_, position) => position));
    });

    it('hands over at once what comes after a pause, to an eager consumer', async () => {
      await broker.declare(queueSpec('eager'));
      const inbox = new Inbox();
      await broker.consume(
        'eager',
        { prefetch: 10, batch: { size: 10, waitMs: 3_600_000, eager: true } },
        inbox.handler,
      );
      await broker.publish(messagesTo('eager', 1));
      await inbox.has(1);
      expect(inbox.batchSizes).toEqual([1]);
    });

    it('hands over at once what comes one by one, to an eager consumer', async () => {
      await broker.declare(queueSpec('one-by-one'));
      const inbox = new Inbox();
      const batch = { size: 10, waitMs: 3_600_000, eager: true };
      await broker.consume('one-by-one', { prefetch: 10, batch }, inbox.handler);
      for (const count of [1, 2, 3]) {
        await broker.publish(messagesTo('one-by-one', 1));
        await inbox.has(count);
      }
      expect(inbox.batchSizes).toEqual([1, 1, 1]);
    });

    it('handles one batch after the other', async () => {
      await broker.declare(queueSpec('serial'));
      const finish: (() => void)[] = [];
      const sizes: number[] = [];
      const handler = async (deliveries: readonly Delivery[]) => {
        sizes.push(deliveries.length);
        await new Promise<void>((resolve) => finish.push(resolve));
        for (const delivery of deliveries) delivery.ack();
      };
      await broker.consume('serial', { prefetch: 100, batch: { size: 5, waitMs: 5 } }, handler);
      await broker.publish(messagesTo('serial', 10));
      await vi.waitFor(() => expect(finish).toHaveLength(1));
      await depthOf(broker, 'serial', 0);
      expect(sizes).toEqual([5]);
      finish[0]!();
      await vi.waitFor(() => expect(sizes).toEqual([5, 5]));
      finish[1]!();
    });

    it('takes in nothing while paused, and again after', async () => {
      await broker.declare(queueSpec('paused'));
      const inbox = Inbox.keeping();
      const consumer = await broker.consume('paused', { prefetch: 10 }, inbox.handler);
      await broker.publish(messagesTo('paused', 1));
      await inbox.has(1);
      await consumer.pause();
      await consumer.pause();
      await broker.publish(messagesTo('paused', 2));
      await depthOf(broker, 'paused', 2);
      expect(inbox.bodies).toHaveLength(1);
      inbox.deliveries[0]!.ack();
      await consumer.resume();
      await consumer.resume();
      await inbox.has(3);
      expect(inbox.deliveries.map(({ redelivered }) => redelivered)).toEqual([false, false, false]);
    });

    it('takes in nothing before it is resumed when it begins paused', async () => {
      await broker.declare(queueSpec('begun-paused'));
      const inbox = new Inbox();
      const consumer = await broker.consume('begun-paused', { prefetch: 10, paused: true }, inbox.handler);
      await broker.publish(messagesTo('begun-paused', 2));
      await depthOf(broker, 'begun-paused', 2);
      expect(inbox.bodies).toHaveLength(0);
      await consumer.resume();
      await inbox.has(2);
    });

    it('serves one consumer of a single-active queue, and the next when it leaves', async () => {
      await broker.declare(queueSpec('single', { singleActiveConsumer: true, maxLength: 10 }));
      const inboxes = [new Inbox(), new Inbox()];
      const first = await broker.consume('single', { prefetch: 5 }, inboxes[0]!.handler);
      const second = await other.consume('single', { prefetch: 5 }, inboxes[1]!.handler);
      await broker.publish(messagesTo('single', 8));
      await inboxes[0]!.has(8);
      await first.pause();
      await other.publish(messagesTo('single', 8));
      await inboxes[1]!.has(8);
      await first.resume();
      await broker.publish(messagesTo('single', 8));
      await inboxes[1]!.has(16);
      await second.stop();
      await broker.publish(messagesTo('single', 1));
      await inboxes[0]!.has(9);
    });

    it('drops the oldest messages of a quorum queue above its length', async () => {
      await broker.declare(queueSpec('short', { maxLength: 3 }));
      await broker.publish(messagesTo('short', 10));
      await depthOf(broker, 'short', 3);
      const inbox = new Inbox();
      await broker.consume('short', { prefetch: 10 }, inbox.handler);
      await inbox.has(3);
      expect(inbox.bodies).toEqual([7, 8, 9]);
    });

    it('keeps an exclusive queue while its consumer is paused', async () => {
      await broker.declare(queueSpec('own-paused', { kind: 'exclusive' }));
      const inbox = new Inbox();
      const consumer = await broker.consume('own-paused', { prefetch: 10 }, inbox.handler);
      await consumer.pause();
      expect(await broker.publish(messagesTo('own-paused', 1))).toEqual(['routed']);
      await consumer.resume();
      await inbox.has(1);
    });
  });
}
