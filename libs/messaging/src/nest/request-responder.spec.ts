import { Clock, NotFoundError } from '@orrery/domain';
import { createLogger } from '@orrery/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Broker, Delivery } from '../broker/broker.js';
import { RequestResponder } from './request-responder.js';

const NOW_MS = Date.parse('2026-01-01T00:00:00.000Z');

class StandingClock extends Clock {
  now(): Date {
    return new Date(NOW_MS);
  }
}

describe('RequestResponder', () => {
  const steps: string[] = [];
  let handler: () => Promise<unknown>;
  const request = (deadlineMs?: number) =>
    ({
      type: 'task.get',
      id: '1',
      deadlineMs,
      body: {},
      ack: () => steps.push('ack'),
    }) as unknown as Delivery;
  const broker = {
    reply: async (_: Delivery, body: unknown) => void steps.push(`reply ${JSON.stringify(body)}`),
  } as unknown as Broker;
  const responder = new RequestResponder(
    broker,
    new StandingClock(),
    createLogger('test', 'silent'),
    () => async () => undefined,
    () => handler(),
  );
  beforeEach(() => {
    steps.length = 0;
    handler = async () => 42;
  });

  it('replies first and acknowledges then', async () => {
    await responder.respond(request(NOW_MS + 1));
    expect(steps).toEqual(['reply {"ok":true,"value":42}', 'ack']);
  });

  it('drops a request whose caller gave up, allowing for clocks that differ', async () => {
    await responder.respond(request(NOW_MS - 1_000));
    expect(steps).toEqual(['ack']);
    await responder.respond(request(NOW_MS - 900));
    expect(steps).toHaveLength(3);
  });

  it('acknowledges a request that it answered with an error', async () => {
    handler = async () => {
      throw NotFoundError.of('task', 't');
    };
    await responder.respond(request());
    expect(steps[0]).toContain('"code":"not_found"');
    expect(steps[1]).toBe('ack');
  });
});
