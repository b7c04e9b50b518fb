import { UnavailableError } from '@orrery/domain';
import type { Broker, Delivery, OutgoingMessage } from '@orrery/messaging';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BrokerWorld } from './broker-conformance.js';
import { depthOf, queueSpec } from './broker-specimens.js';
import { Inbox } from './inbox.js';

/** Requests with replies and deadlines. */
export function requestConformance(world: BrokerWorld): void {
  describe('requests', () => {
    let caller: Broker;
    let service: Broker;
    const rpc = (queue: string) =>
      queueSpec(queue, { kind: 'classic', bindings: [{ exchange: 'rpc', key: queue }], maxLength: 100 });
    const request = (queue: string, body: unknown): OutgoingMessage => ({
      exchange: 'rpc',
      routingKey: queue,
      type: 'echo',
      body,
    });
    beforeAll(async () => {
      caller = await world.open();
      service = await world.open();
    });

    it('brings each caller the reply to its own request', async () => {
      await service.declare(rpc('echo.rpc'));
      const answer = async ([delivery]: readonly Delivery[]) => {
        await service.reply(delivery!, { echo: delivery!.body });
        delivery!.ack();
      };
      await service.consume('echo.rpc', { prefetch: 50 }, answer);
      const asked = Array.from({ length: 100 }, (_, body) =>
        caller.request(request('echo.rpc', body), { deadlineMs: 5_000 }),
      );
      expect(await Promise.all(asked)).toEqual(Array.from({ length: 100 }, (_, echo) => ({ echo })));
    });

    it('tells the service the deadline, and gives up at it', async () => {
      await service.declare(rpc('silent.rpc'));
      const inbox = new Inbox();
      await service.consume('silent.rpc', { prefetch: 1 }, inbox.handler);
      const sentAtMs = Date.now();
      const asked = caller.request(request('silent.rpc', 1), { deadlineMs: 150 });
      await expect(asked).rejects.toThrow(UnavailableError);
      expect(Date.now() - sentAtMs).toBeGreaterThanOrEqual(149);
      const [delivery] = await inbox.has(1);
      expect(Math.abs(delivery!.deadlineMs! - (sentAtMs + 150))).toBeLessThan(100);
      await service.reply(delivery!, 'too late'); // dropped without harm
    });

    it('drops a request that nobody took before its deadline', async () => {
      await service.declare(rpc('later.rpc'));
      await expect(caller.request(request('later.rpc', 1), { deadlineMs: 50 })).rejects.toThrow(
        UnavailableError,
      );
      await depthOf(caller, 'later.rpc', 0);
    });

    it('fails at once when there is no such service', async () => {
      const startedMs = performance.now();
      const asked = caller.request(request('missing.rpc', 1), { deadlineMs: 10_000 });
      await expect(asked).rejects.toThrow(UnavailableError);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
    });
  });
}
