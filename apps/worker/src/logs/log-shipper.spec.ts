import type { LogChunkMessage } from '@orrery/contracts';
import { UnavailableError } from '@orrery/domain';
import type { Addressed, MessageSender, PublishOutcome } from '@orrery/messaging';
import { SystemClock } from '@orrery/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silent } from '../testing/use-workers.js';
import { LogShipper } from './log-shipper.js';

const shippers: LogShipper[] = [];
afterEach(async () => {
  for (const shipper of shippers.splice(0)) await shipper.stop();
});

/** A shipper whose broker is away until `broker.up`. */
function given({ up = true } = {}) {
  const arrived: LogChunkMessage[] = [];
  const broker = { up, tries: 0, routes: true };
  const sendAll = async (_: string, messages: readonly Addressed<'log.chunk'>[]) => {
    broker.tries += 1;
    if (!broker.up) throw new UnavailableError('away');
    if (!broker.routes) return messages.map((): PublishOutcome => 'unroutable');
    arrived.push(...messages.map(({ payload }) => payload));
    return messages.map((): PublishOutcome => 'routed');
  };
  const shipper = new LogShipper({ sendAll } as unknown as MessageSender, new SystemClock(), silent);
  shippers.push(shipper);
  const lines = () => arrived.flatMap((chunk) => chunk.lines);
  return { shipper, broker, arrived, lines };
}

describe('LogShipper', () => {
  it('gathers lines into one chunk and sends it within its time', async () => {
    const { shipper, arrived } = given();
    const log = shipper.open('run', 2);
    for (const text of ['a', 'b', 'c']) log.append('stdout', text);
    await vi.waitUntil(() => arrived.length > 0, { timeout: 1_000, interval: 5 });
    expect(arrived).toMatchObject([
      { v: 1, runId: 'run', attempt: 2, lines: [{ n: 1 }, { n: 2 }, { n: 3, text: 'c' }] },
    ]);
  });

  it('sends at once what fills a chunk, in chunks of limited size', async () => {
    const { shipper, arrived, lines } = given();
    const log = shipper.open('run', 1);
    for (let index = 0; index < 30; index += 1) log.append('stdout', 'x'.repeat(10_000));
    await shipper.flush(log);
    expect(lines().map(({ n }) => n)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    for (const chunk of arrived) expect(JSON.stringify(chunk).length).toBeLessThan(90_000);
  });

  it('keeps lines while the broker is away and sends them in order when it is back', async () => {
    const { shipper, broker, lines } = given({ up: false });
    const log = shipper.open('run', 1);
    log.append('stdout', 'before');
    const flushed = shipper.flush(log);
    await vi.waitUntil(() => broker.tries > 0, { interval: 5 });
    log.append('stdout', 'meanwhile');
    broker.up = true;
    await flushed;
    await vi.waitUntil(() => lines().length === 2, { timeout: 3_000, interval: 5 });
    expect(lines().map(({ n, text }) => [n, text])).toEqual([
      [1, 'before'],
      [2, 'meanwhile'],
    ]);
  });

  it('keeps lines that no queue took', async () => {
    const { shipper, broker, lines } = given();
    broker.routes = false;
    const log = shipper.open('run', 1);
    log.append('stdout', 'kept');
    const flushed = shipper.flush(log);
    await vi.waitUntil(() => broker.tries > 1, { interval: 5 });
    broker.routes = true;
    await flushed;
    expect(lines().map(({ n, text }) => [n, text])).toEqual([[1, 'kept']]);
  });

  it('makes a writer wait when the backlog is large, and says what a writer that cannot wait has lost', async () => {
    const { shipper, broker, lines } = given({ up: false });
    const log = shipper.open('run', 1);
    expect(log.room()).toBeUndefined();
    for (let index = 0; index < 400; index += 1) log.append('stdout', 'x'.repeat(60_000));
    const room = log.room();
    expect(room).toBeInstanceOf(Promise);
    broker.up = true;
    await room;
    log.append('stdout', 'after');
    await shipper.flush(log);
    const numbers = lines().map(({ n }) => n);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    const dropped = lines().find(({ stream }) => stream === 'system');
    expect(dropped?.text).toMatch(/^\d+ lines were dropped/);
    expect(lines().at(-1)?.text).toBe('after');
  });
});
