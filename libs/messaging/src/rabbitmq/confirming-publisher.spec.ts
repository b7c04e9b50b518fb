import { EventEmitter } from 'node:events';
import { UnavailableError } from '@orrery/domain';
import { createLogger, SystemClock } from '@orrery/runtime';
import type { ConfirmChannel } from 'amqplib';
import { afterEach, expect, it, vi } from 'vitest';
import { ConfirmingPublisher } from './confirming-publisher.js';
import { Namespace } from './namespace.js';
import type { RabbitConnection } from './rabbit-connection.js';

afterEach(() => void vi.useRealTimers());

/** A channel to a broker that has blocked its publishers: nothing is confirmed and there is never room. */
class BlockedChannel extends EventEmitter {
  readonly publish = vi.fn(() => false);
}

it('gives up by its time limit when the broker takes nothing and never makes room', async () => {
  vi.useFakeTimers();
  const channel = new BlockedChannel();
  const model = { createConfirmChannel: async () => channel as unknown as ConfirmChannel };
  const connection = { model, onChange: () => () => true } as unknown as RabbitConnection;
  const logger = createLogger('test', 'silent');
  const publisher = new ConfirmingPublisher(
    connection,
    new Namespace('test'),
    new SystemClock(),
    logger,
    () => {},
  );
  await publisher.start();
  const message = {
    exchange: 'reports',
    routingKey: 'master.reports',
    type: 'run.report',
    body: {},
  } as const;
  const published = expect(publisher.publish([message, message])).rejects.toThrow(UnavailableError);
  await vi.advanceTimersByTimeAsync(31_000);
  await published;
  expect(channel.publish).toHaveBeenCalledOnce();
});
