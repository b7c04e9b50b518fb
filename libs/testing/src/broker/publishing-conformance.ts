import { NotFoundError } from '@orrery/domain';
import type { Broker } from '@orrery/messaging';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BrokerWorld } from './broker-conformance.js';
import { depthOf, messagesTo, queueSpec } from './broker-specimens.js';
import { Inbox } from './inbox.js';

/** Routing, confirms, expiry and what a message carries. */
export function publishingConformance(world: BrokerWorld): void {
  describe('publishing', () => {
    let broker: Broker;
    beforeAll(async () => {
      broker = await world.open();
    });

    it('reaches the queue bound for exactly that key', async () => {
      await broker.declare(queueSpec('direct-a'));
      await broker.declare(queueSpec('direct-b'));
      const inbox = new Inbox();
      await broker.consume('direct-a', { prefetch: 10 }, inbox.handler);
      expect(await broker.publish([...messagesTo('direct-a', 2), ...messagesTo('direct-b', 1)])).toEqual([
        'routed',
        'routed',
        'routed',
      ]);
      await inbox.has(2);
      await depthOf(broker, 'direct-b', 1);
      expect(inbox.bodies).toEqual([0, 1]);
    });

    it('carries type, id, headers, key and body', async () => {
      await broker.declare(queueSpec('carried'));
      const inbox = new Inbox();
      await broker.consume('carried', { prefetch: 1 }, inbox.handler);
      const body = { text: 'é', nested: [1, null, { deep: true }], absent: undefined };
      await broker.publish([
        {
          exchange: 'work',
          routingKey: 'carried',
          type: 'run.report',
          id: 'id-1',
          body,
          headers: { tenant: 'a' },
        },
      ]);
      const [delivery] = await inbox.has(1);
      expect(delivery).toMatchObject({
        type: 'run.report',
        id: 'id-1',
        routingKey: 'carried',
        redelivered: false,
      });
      expect(delivery!.body).toEqual({ text: 'é', nested: [1, null, { deep: true }] });
      expect(delivery!.headers['tenant']).toBe('a');
      expect(delivery!.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
    });

    it('matches topics with * for one word and # for any number', async () => {
      const kind = 'classic';
      const bound = (name: string, key: string) =>
        queueSpec(name, { kind, bindings: [{ exchange: 'events', key }] });
      await broker.declare(bound('one-word', 'run.*'));
      await broker.declare(bound('any-words', 'run.#'));
      await broker.declare(bound('exact', 'run.failed'));
      const event = (routingKey: string) => ({
        exchange: 'events' as const,
        routingKey,
        type: 'e',
        body: routingKey,
      });
      await broker.publish(['run', 'run.failed', 'run.failed.late', 'worker.lost'].map(event));
      await depthOf(broker, 'one-word', 1);
      await depthOf(broker, 'any-words', 3);
      await depthOf(broker, 'exact', 1);
    });

    it('says which message no queue took', async () => {
      await broker.declare(queueSpec('somebody'));
      const outcomes = await broker.publish([
        ...messagesTo('somebody', 1),
        ...messagesTo('nobody', 1),
        ...messagesTo('nobody', 1, { mandatory: false }),
        ...messagesTo('somebody', 1),
      ]);
      expect(outcomes).toEqual(['routed', 'unroutable', 'routed', 'routed']);
    });

    it('adds and removes bindings of a declared queue', async () => {
      await broker.declare(queueSpec('rebound', { kind: 'exclusive', bindings: [] }));
      const toLog = () => messagesTo('log.81.line', 1, { exchange: 'events' });
      expect(await broker.publish(toLog())).toEqual(['unroutable']);
      await broker.bind('rebound', 'events', 'log.81.*');
      expect(await broker.publish(toLog())).toEqual(['routed']);
      await broker.unbind('rebound', 'events', 'log.81.*');
      expect(await broker.publish(toLog())).toEqual(['unroutable']);
    });

    it('drops messages that expired, by message and by queue', async () => {
      await broker.declare(queueSpec('expiring', { kind: 'classic' }));
      await broker.declare(queueSpec('short-lived', { kind: 'classic', messageTtlMs: 30 }));
      await broker.publish([
        ...messagesTo('expiring', 1, { expiresInMs: 30 }),
        ...messagesTo('short-lived', 1),
      ]);
      await depthOf(broker, 'expiring', 0);
      await depthOf(broker, 'short-lived', 0);
    });

    it('keeps the newest of a bounded queue', async () => {
      await broker.declare(queueSpec('bounded', { kind: 'classic', maxLength: 2 }));
      await broker.publish(messagesTo('bounded', 5));
      await depthOf(broker, 'bounded', 2);
      const inbox = new Inbox();
      await broker.consume('bounded', { prefetch: 5 }, inbox.handler);
      await inbox.has(2);
      expect(inbox.bodies).toEqual([3, 4]);
    });

    it('tells that a queue does not exist', async () => {
      expect(await broker.depth('never-declared')).toBeUndefined();
      await expect(broker.bind('never-declared', 'events', 'x')).rejects.toThrow(NotFoundError);
      const consuming = broker.consume('never-declared', { prefetch: 1 }, new Inbox().handler);
      await expect(consuming).rejects.toThrow(NotFoundError);
    });
  });
}
