import { UnavailableError } from '@orrery/domain';
import type { OutgoingMessage, RabbitBroker } from '@orrery/messaging';
import { connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CuttableProxy } from '../cuttable-proxy.js';
import { bareTopology, depthOf, messagesTo, queueSpec } from './broker-specimens.js';
import { Inbox } from './inbox.js';
import { RabbitWorld } from './rabbit-world.js';

const AMQP_PORT = 5672;

describe('RabbitBroker recovers', () => {
  const world = new RabbitWorld(bareTopology);
  let proxy: CuttableProxy;
  let steady: RabbitBroker;
  let shaky: RabbitBroker;
  beforeAll(async () => {
    steady = await world.open();
  });
  afterAll(() => world.destroy());
  beforeEach(async () => {
    proxy = await CuttableProxy.to(world.url, AMQP_PORT);
    shaky = await world.open({ url: proxy.url, closeGraceMs: 500 });
  });
  afterEach(async () => {
    await shaky.close();
    await proxy.close();
  });

  async function publishUntilConfirmed(messages: OutgoingMessage[]): Promise<void> {
    for (;;) {
      try {
        await shaky.publish(messages);
        return;
      } catch (error) {
        expect(error).toBeInstanceOf(UnavailableError);
        await vi.waitFor(() => expect(shaky.isConnected()).toBe(true), { timeout: 10_000 });
      }
    }
  }

  it('loses no confirmed message when the connection is cut again and again', async () => {
    await steady.declare(queueSpec('cut'));
    const arrived = new Set<unknown>();
    let cuts = 0;
    await shaky.consume('cut', { prefetch: 500, batch: { size: 100, waitMs: 5 } }, async (deliveries) => {
      for (const delivery of deliveries) {
        arrived.add(delivery.body);
        delivery.ack();
      }
      if (arrived.size > 1_000 * (cuts + 1) && cuts < 3) {
        cuts += 1;
        proxy.cut();
      }
    });
    const messages = messagesTo('cut', 5_000);
    const batches = Array.from({ length: 25 }, (_, n) => messages.slice(n * 200, (n + 1) * 200));
    for (const batch of batches) await publishUntilConfirmed(batch);
    await vi.waitFor(() => expect(arrived.size).toBe(5_000), { timeout: 10_000 });
    expect(cuts).toBe(3);
  });

  it('marks as redelivered what was in hand when the connection broke, and ignores its late settlement', async () => {
    await steady.declare(queueSpec('in-hand'));
    const inbox = Inbox.keeping();
    await shaky.consume('in-hand', { prefetch: 5 }, inbox.handler);
    await steady.publish(messagesTo('in-hand', 2));
    await inbox.has(2);
    proxy.cut();
    await inbox.has(4);
    const again = inbox.deliveries.slice(2);
    expect(again.map(({ body }) => body).sort()).toEqual([0, 1]);
    expect(inbox.deliveries.map(({ redelivered }) => redelivered)).toEqual([false, false, true, true]);
    for (const delivery of inbox.deliveries) delivery.ack();
    await steady.publish(messagesTo('in-hand', 1));
    await inbox.has(5);
  });

  it('fails what waits for a confirm or a reply, and says when the connection goes and returns', async () => {
    await steady.declare(
      queueSpec('slow.rpc', { kind: 'classic', bindings: [{ exchange: 'rpc', key: 'slow.rpc' }] }),
    );
    const changes: boolean[] = [];
    shaky.onConnectionChange((connected) => changes.push(connected));
    const asked = shaky.request(
      { exchange: 'rpc', routingKey: 'slow.rpc', type: 'slow', body: 1 },
      { deadlineMs: 20_000 },
    );
    await depthOf(steady, 'slow.rpc', 1);
    proxy.refuse();
    await expect(asked).rejects.toThrow(UnavailableError);
    await expect(shaky.publish(messagesTo('slow.rpc', 1))).rejects.toThrow(UnavailableError);
    proxy.restore();
    await vi.waitFor(() => expect(changes).toEqual([false, true]), { timeout: 10_000 });
    expect(shaky.isConnected()).toBe(true);
  });

  it('declares its exclusive queue and later bindings again', async () => {
    await shaky.declare(queueSpec('feed', { kind: 'exclusive', bindings: [] }));
    await shaky.bind('feed', 'events', 'run.1');
    const inbox = new Inbox();
    await shaky.consume('feed', { prefetch: 5 }, inbox.handler);
    proxy.cut();
    const event: OutgoingMessage = { exchange: 'events', routingKey: 'run.1', type: 'e', body: 1 };
    await vi.waitFor(async () => expect(await steady.publish([event])).toEqual(['unroutable']));
    await vi.waitFor(async () => expect(await steady.publish([event])).toEqual(['routed']), {
      timeout: 10_000,
    });
    await inbox.has(1);
  });

  it('opens a consumer again whose channel the broker killed', async () => {
    await steady.declare(queueSpec('killed'));
    const inbox = new Inbox((delivery) => {
      if (inbox.deliveries.length === 1) ackUnknownTag(delivery);
      else delivery.ack();
    });
    await shaky.consume('killed', { prefetch: 1 }, inbox.handler);
    const publisherStays = vi.fn();
    shaky.onConnectionChange(publisherStays);
    await steady.publish(messagesTo('killed', 1));
    await inbox.has(2);
    expect(inbox.deliveries[1]!.redelivered).toBe(true);
    await depthOf(steady, 'killed', 0);
    expect(publisherStays).not.toHaveBeenCalled();
  });

  it('opens its publisher again when the broker killed only that channel', async () => {
    const gone: OutgoingMessage = { exchange: 'missing' as never, routingKey: 'x', type: 'x', body: 1 };
    await expect(shaky.publish([gone])).rejects.toThrow(UnavailableError); // 404: no such exchange
    await steady.declare(queueSpec('after-404'));
    await publishUntilConfirmed(messagesTo('after-404', 1));
    await depthOf(steady, 'after-404', 1);
  });

  it('consumes again from a queue that an operator deleted', async () => {
    await shaky.declare(queueSpec('deleted'));
    const inbox = new Inbox();
    await shaky.consume('deleted', { prefetch: 1 }, inbox.handler);
    const connection = await connect(world.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue(`${world.namespace}.deleted`);
    await connection.close();
    await vi.waitFor(async () => expect(await steady.publish(messagesTo('deleted', 1))).toEqual(['routed']), {
      timeout: 10_000,
    });
    await inbox.has(1);
  });

  it('refuses a declaration that contradicts an existing queue, and stays usable', async () => {
    await steady.declare(queueSpec('contradicted', { kind: 'quorum' }));
    await expect(shaky.declare(queueSpec('contradicted', { kind: 'classic' }))).rejects.toThrow(
      /PRECONDITION/,
    );
    expect(await shaky.publish(messagesTo('contradicted', 1))).toEqual(['routed']);
  });

  it('puts a message that is not JSON to the dead and goes on', async () => {
    await shaky.declare(queueSpec('not-json', { deadLetters: true, deliveryLimit: 3 }));
    const inbox = new Inbox();
    await shaky.consume('not-json', { prefetch: 5 }, inbox.handler);
    const connection = await connect(world.url);
    const channel = await connection.createConfirmChannel();
    channel.publish(`${world.namespace}.work`, 'not-json', Buffer.from('{"cut'));
    await channel.waitForConfirms();
    await connection.close();
    await steady.publish(messagesTo('not-json', 1));
    await inbox.has(1);
    await depthOf(steady, 'not-json.dead', 1);
  });

  it('waits at the start until the broker is there', async () => {
    proxy.refuse();
    const late = world.broker({ url: proxy.url });
    const inbox = new Inbox();
    await late.declare(queueSpec('late'));
    await late.consume('late', { prefetch: 1 }, inbox.handler);
    const connecting = late.connect();
    await expect(late.publish(messagesTo('late', 1))).rejects.toThrow(UnavailableError);
    proxy.restore();
    await connecting;
    expect(late.isConnected()).toBe(true);
    await vi.waitFor(async () => expect(await late.publish(messagesTo('late', 1))).toEqual(['routed']));
    await inbox.has(1);
  });

  it('can be closed while it still waits for the broker', async () => {
    proxy.refuse();
    const waiting = world.broker({ url: proxy.url });
    const connecting = expect(waiting.connect()).rejects.toThrow(UnavailableError);
    await waiting.close();
    await connecting;
  });
});

/** Acknowledges a delivery tag that does not exist: the broker answers by closing the channel (406). */
function ackUnknownTag(delivery: unknown): void {
  const { window, tag } = delivery as { window: { channel: { ack(message: unknown): void } }; tag: number };
  const message = { fields: { deliveryTag: tag + 1_000 } };
  window.channel.ack(message);
}
