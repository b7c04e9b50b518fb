import type { Broker, Delivery } from '@orrery/messaging';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BrokerWorld } from './broker-conformance.js';
import { depthOf, messagesTo, queueSpec } from './broker-specimens.js';
import { Inbox } from './inbox.js';

/** Acknowledgement, return, delivery limit, death. */
export function settlingConformance(world: BrokerWorld): void {
  describe('settling', () => {
    let broker: Broker;
    beforeAll(async () => {
      broker = await world.open();
    });

    it('forgets what is acknowledged in any order, and gives back the rest to the next consumer', async () => {
      await broker.declare(queueSpec('settled'));
      const leaving = await world.open({ closeGraceMs: 0 });
      const kept = Inbox.keeping();
      await leaving.consume('settled', { prefetch: 20 }, kept.handler);
      await broker.publish(messagesTo('settled', 10));
      await kept.has(10);
      for (const position of [7, 1, 0, 2, 9, 5]) kept.deliveries[position]!.ack();
      await leaving.close();
      const next = new Inbox();
      await broker.consume('settled', { prefetch: 20 }, next.handler);
      await next.has(4);
      expect(next.bodies.sort()).toEqual([3, 4, 6, 8]);
      expect(next.deliveries.every(({ redelivered }) => redelivered)).toBe(true);
      await depthOf(broker, 'settled', 0);
    });

    it('offers a returned message again, marked as redelivered', async () => {
      await broker.declare(queueSpec('returned', { deliveryLimit: 5 }));
      const inbox = new Inbox((delivery) =>
        delivery.redelivered ? delivery.ack() : delivery.reject({ requeue: true }),
      );
      await broker.consume('returned', { prefetch: 1 }, inbox.handler);
      await broker.publish(messagesTo('returned', 1));
      await inbox.has(2);
      expect(inbox.deliveries.map(({ redelivered }) => redelivered)).toEqual([false, true]);
    });

    it('counts returns and puts the message to the dead beyond the limit', async () => {
      await broker.declare(queueSpec('limited', { deadLetters: true, deliveryLimit: 2 }));
      const inbox = new Inbox((delivery) => delivery.reject({ requeue: true }));
      await broker.consume('limited', { prefetch: 10 }, inbox.handler);
      await broker.publish(messagesTo('limited', 1));
      await depthOf(broker, 'limited.dead', 1);
      expect(inbox.deliveries).toHaveLength(3);
      await depthOf(broker, 'limited', 0);
    });

    it('puts a refused message to the dead at once, as it was', async () => {
      await broker.declare(queueSpec('refused', { deadLetters: true, deliveryLimit: 5 }));
      const inbox = new Inbox((delivery) => delivery.reject({ requeue: false }));
      await broker.consume('refused', { prefetch: 10 }, inbox.handler);
      await broker.publish(messagesTo('refused', 1, { id: 'dead-1', body: { a: 1 } }));
      await depthOf(broker, 'refused.dead', 1);
      const dead = new Inbox();
      await broker.consume('refused.dead', { prefetch: 1 }, dead.handler);
      const [delivery] = await dead.has(1);
      expect(delivery).toMatchObject({ id: 'dead-1', type: 'test', body: { a: 1 } });
      expect(inbox.deliveries).toHaveLength(1);
    });

    it('returns to a queue without a delivery limit once only', async () => {
      await broker.declare(queueSpec('transient', { kind: 'classic' }));
      const inbox = new Inbox((delivery) => delivery.reject({ requeue: true }));
      await broker.consume('transient', { prefetch: 1 }, inbox.handler);
      await broker.publish(messagesTo('transient', 2));
      await inbox.has(4);
      await depthOf(broker, 'transient', 0);
      expect(inbox.deliveries).toHaveLength(4);
    });

    it('gives back what a failed handler left open, and nothing it had settled', async () => {
      await broker.declare(queueSpec('failing', { deliveryLimit: 5 }));
      const seen: unknown[] = [];
      const handler = async (deliveries: readonly Delivery[]) => {
        seen.push(deliveries.map(({ body }) => body).sort());
        deliveries[0]!.ack();
        if (seen.length === 1) throw new Error('in the middle');
        for (const delivery of deliveries) delivery.ack();
      };
      await broker.publish(messagesTo('failing', 3));
      await broker.consume('failing', { prefetch: 3, batch: { size: 3, waitMs: 50 } }, handler);
      await vi.waitFor(() => expect(seen).toHaveLength(2));
      expect(seen).toEqual([
        [0, 1, 2],
        [1, 2],
      ]);
      await depthOf(broker, 'failing', 0);
    });
  });
}
