import 'reflect-metadata';
import type { INestMicroservice } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InvalidError } from '@orrery/domain';
import {
  messageValidation,
  MessagingClient,
  MessagingServer,
  RpcErrorFilter,
  type Broker,
} from '@orrery/messaging';
import { createLogger, currentTrace, withTrace } from '@orrery/runtime';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrokerWorld } from '../broker/broker-conformance.js';
import { depthOf, messagesTo, queueSpec } from '../broker/broker-specimens.js';
import { awayFor, SampleController, SampleState } from './sample-controller.js';

@Module({ controllers: [SampleController], providers: [SampleState] })
class SampleModule {}

const deadLetters = true;
const batch = { size: 10, waitMs: 20 };

/** What Nest handlers get from the transport, whichever broker is below. */
export function transportConformance(adapter: string, world: BrokerWorld): void {
  describe(`Nest transport over ${adapter}`, () => {
    let service: Broker;
    let app: INestMicroservice;
    let client: MessagingClient;
    let publisher: Broker;
    let state: SampleState;

    beforeAll(async () => {
      service = await world.open();
      publisher = await world.open();
      await service.declare(
        queueSpec('sample.rpc', { kind: 'classic', bindings: [{ exchange: 'rpc', key: 'sample.rpc' }] }),
      );
      await service.declare(queueSpec('items', { deadLetters, deliveryLimit: 2 }));
      await service.declare(queueSpec('notes', { deadLetters, deliveryLimit: 2 }));
      const strategy = new MessagingServer({
        broker: service,
        logger: createLogger('test', 'silent'),
        rpcQueue: 'sample.rpc',
        subscriptions: {
          'batch.item': { queue: 'items', prefetch: 100, batch },
          'batch.other': { queue: 'items', prefetch: 100, batch },
          note: { queue: 'notes', prefetch: 5 },
        },
        retryPace: { initialMs: 10, maxMs: 20, holdMs: 2_000 },
      });
      app = await NestFactory.createMicroservice(SampleModule, { strategy, logger: false });
      app.useGlobalFilters(new RpcErrorFilter());
      app.useGlobalPipes(messageValidation());
      await app.listen();
      client = new MessagingClient({ broker: publisher, rpcQueue: 'sample.rpc' });
      state = app.get(SampleState);
    });
    afterAll(async () => {
      await app.close();
      await world.destroy();
    });
    beforeEach(() => {
      state.batches.length = state.notes.length = state.traces.length = 0;
      state.react = () => undefined;
    });

    const call = <T>(type: string, payload: unknown = {}, options = {}) =>
      client.call<T>('sample.rpc', type, payload, { deadlineMs: 5_000, ...options });
    const publish = (queue: string, type: string, bodies: unknown[]) =>
      publisher.publish(bodies.map((body) => ({ exchange: 'work', routingKey: queue, type, body })));

    it('answers many calls, by the own and by the standard method', async () => {
      const sums = Array.from({ length: 50 }, (_, left) => call<number>('sum', { left, right: 1 }));
      expect(await Promise.all(sums)).toEqual(Array.from({ length: 50 }, (_, left) => left + 1));
      expect(await lastValueFrom(client.send<number>('sum', { left: 2, right: 3 }))).toBe(5);
      expect(await call('stream')).toBe(42);
    });

    it('accepts fields it does not know, and names the wrong ones', async () => {
      expect(await call('sum', { left: 1, right: 1, newer: true })).toBe(2);
      const error = await call('sum', { left: -1, right: 'x' }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidError);
      expect((error as InvalidError).errors.map(({ pointer }) => pointer)).toEqual(['/left', '/right']);
    });

    it('brings errors with their code, and hides unexpected ones', async () => {
      await expect(call('missing')).rejects.toMatchObject({
        code: 'not_found',
        message: 'There is no task "t-1".',
      });
      await expect(call('odd')).rejects.toMatchObject({ code: 'conflict', message: 'odd' });
      await expect(call('guarded')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(call('unheard-of')).rejects.toMatchObject({ code: 'unavailable' });
      const hidden = call('broken');
      await expect(hidden).rejects.toMatchObject({ code: 'internal' });
      await expect(hidden).rejects.not.toThrow(/secret detail/);
    });

    it('gives up at the deadline, and when no such service exists', async () => {
      let pass: (() => void) | undefined;
      state.react = () => new Promise<void>((resolve) => (pass = resolve));
      const startedMs = performance.now();
      await expect(call('hang', {}, { deadlineMs: 100 })).rejects.toMatchObject({ code: 'unavailable' });
      await expect(client.call('no.rpc', 'x', {}, { deadlineMs: 5_000 })).rejects.toMatchObject({
        code: 'unavailable',
      });
      expect(performance.now() - startedMs).toBeLessThan(3_000);
      pass!();
    });

    it('repeats an idempotent call once', async () => {
      state.react = awayFor(1);
      await expect(call('flaky')).rejects.toMatchObject({ code: 'unavailable' });
      state.react = awayFor(1);
      expect(await call('flaky', {}, { idempotent: true })).toBe('at last');
      state.react = awayFor(2);
      await expect(call('flaky', {}, { idempotent: true })).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('goes on with the trace of the sender', async () => {
      const [sent, reply] = await withTrace(undefined, async () => [currentTrace(), await call('trace')]);
      expect(reply).toEqual({ traceId: sent!.traceId, type: 'trace' });
      const published = await withTrace(undefined, async () => {
        await publish('notes', 'note', [{ text: 'traced' }]);
        return currentTrace();
      });
      await vi.waitFor(() => expect(state.traces).toEqual([published!.traceId]));
    });

    it('hands over batches by type and acknowledges after the handler', async () => {
      let pass = () => undefined as void;
      state.react = () => new Promise<void>((resolve) => (pass = resolve));
      await publisher.publish([
        ...messagesTo('items', 1, { type: 'batch.other' }),
        ...messagesTo('items', 1, { type: 'batch.item' }),
        ...messagesTo('items', 1, { type: 'batch.other' }),
      ]);
      await vi.waitFor(() => expect(state.batches).toEqual([[{ other: 0 }, { other: 0 }], [0]]));
      state.react = () => undefined;
      pass();
      await depthOf(publisher, 'items', 0);
    });

    it('takes a bad message out of its batch and lets the others pass', async () => {
      const done = new Set<unknown>();
      state.react = (item) => {
        if (item === 3) throw new TypeError('bad item');
        done.add(item);
      };
      await publish('items', 'batch.item', [1, 2, 3, 4, 5]);
      await depthOf(publisher, 'items.dead', 1);
      expect([...done].sort()).toEqual([1, 2, 4, 5]);
      await depthOf(publisher, 'items', 0);
      expect(state.batches.filter((items) => items.includes(3) && items.length === 1)).toHaveLength(3);
    });

    it('holds messages while something is away, without using up their delivery limit', async () => {
      state.react = awayFor(8); // the delivery limit is 2
      await publish('notes', 'note', [{ text: 'kept' }]);
      await vi.waitFor(() => expect(state.notes).toHaveLength(9), { timeout: 5_000 });
      await depthOf(publisher, 'notes', 0);
      expect((await publisher.depth('notes.dead'))!.messages).toBe(0);
    });

    it('puts invalid and unknown messages to the dead at once, failing ones after the limit', async () => {
      state.react = () => {
        throw new Error('always');
      };
      await publish('notes', 'note', [{ text: 7 }]);
      await publish('notes', 'unknown', [{}]);
      await depthOf(publisher, 'notes.dead', 2);
      expect(state.notes).toHaveLength(0);
      await publish('notes', 'note', [{ text: 'fails' }]);
      await depthOf(publisher, 'notes.dead', 3);
      expect(state.notes).toHaveLength(3);
    });

    it('lets the running handler finish when it is closed', async () => {
      let pass: (() => void) | undefined;
      state.react = () => new Promise<void>((resolve) => (pass = resolve));
      const asked = call('flaky');
      await vi.waitFor(() => expect(pass).toBeDefined());
      const closing = app.close();
      await vi.waitFor(async () => expect((await publisher.depth('sample.rpc'))?.consumers).toBe(0));
      pass!();
      expect(await asked).toBe('at last');
      await closing;
    });
  });
}
