import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOfLogText, unpackLogText, type LogLine, type PackedLogChunk } from '@orrery/contracts';
import { UnavailableError } from '@orrery/domain';
import type { Addressed, MessageSender, PublishOutcome } from '@orrery/messaging';
import { SystemClock } from '@orrery/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silent } from '../testing/use-workers.js';
import { LogLimit } from './log-limit.js';
import { LogShipper } from './log-shipper.js';
import { LogSpool } from './log-spool.js';

const shippers: LogShipper[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const shipper of shippers.splice(0)) await shipper.stop();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'orrery-logs-'));
  directories.push(directory);
  return directory;
}

/** A shipper whose broker is away until `broker.up`. */
async function given({ up = true, directory }: { up?: boolean; directory?: string } = {}) {
  const arrived: (PackedLogChunk & { readonly lines: readonly LogLine[] })[] = [];
  const broker = { up, tries: 0, routes: true };
  const sendAll = async (_: string, messages: readonly Addressed<'log.chunk'>[]) => {
    broker.tries += 1;
    if (!broker.up) throw new UnavailableError('away');
    if (!broker.routes) return messages.map((): PublishOutcome => 'unroutable');
    for (const { payload } of messages) {
      const chunk = payload as PackedLogChunk;
      const text = await unpackLogText(Buffer.from(chunk.packed, 'base64'));
      arrived.push({ ...chunk, lines: linesOfLogText(text, chunk.first) });
    }
    return messages.map((): PublishOutcome => 'routed');
  };
  const spool = new LogSpool(directory ?? (await newDirectory()), silent);
  const sender = { sendAll } as unknown as MessageSender;
  const limit = new LogLimit();
  const shipper = new LogShipper({ sender, spool, limit, clock: new SystemClock(), logger: silent });
  shippers.push(shipper);
  const lines = () => arrived.flatMap((chunk) => chunk.lines);
  return { shipper, broker, arrived, lines, limit };
}

describe('LogShipper', () => {
  it('gathers lines into one chunk and sends it within its time', async () => {
    const { shipper, arrived } = await given();
    const log = shipper.open('run', 2);
    for (const text of ['a', 'b', 'c']) log.append('stdout', text);
    await vi.waitUntil(() => arrived.length > 0, { timeout: 1_000, interval: 5 });
    expect(arrived).toMatchObject([
      { v: 2, runId: 'run', attempt: 2, lines: [{ n: 1 }, { n: 2 }, { n: 3, text: 'c' }] },
    ]);
  });

  it('sends at once what fills a chunk, in chunks of limited size', async () => {
    const { shipper, arrived, lines } = await given();
    const log = shipper.open('run', 1);
    for (let index = 0; index < 120; index += 1) log.append('stdout', 'x'.repeat(10_000));
    await shipper.flush(log);
    expect(lines().map(({ n }) => n)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    const sizes = arrived.map((chunk) => chunk.lines.reduce((sum, { text }) => sum + text.length, 0));
    expect(Math.max(...sizes)).toBeLessThan(300_000);
  });

  it('keeps lines while the broker is away and sends them in order when it is back', async () => {
    const { shipper, broker, lines } = await given({ up: false });
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
    const { shipper, broker, lines } = await given();
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
    const { shipper, broker, lines } = await given({ up: false });
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

  it('leaves to its next life what it could not send, and that sends it under the same numbers', async () => {
    const directory = await newDirectory();
    const first = await given({ up: false, directory });
    const log = first.shipper.open('run', 3);
    log.append('stdout', 'kept');
    log.append('stderr', 'too');
    await vi.waitUntil(() => first.broker.tries > 0, { interval: 5 });
    // Not stopped: it has been killed.
    const second = await given({ directory });
    const sent = await second.shipper.recover();
    expect([...sent.keys()]).toEqual(['run.3']);
    await sent.get('run.3');
    const found = second.lines().map(({ n, stream, text }) => [n, stream, text]);
    expect(found).toEqual([
      [1, 'stdout', 'kept'],
      [2, 'stderr', 'too'],
    ]);
    await vi.waitUntil(async () => (await readdir(directory)).length === 0, { interval: 5 });
    expect([...(await (await given({ directory })).shipper.recover()).keys()]).toEqual([]);
  });

  it('sends nothing again that has been sent', async () => {
    const directory = await newDirectory();
    const { shipper } = await given({ directory });
    const log = shipper.open('run', 1);
    log.append('stdout', 'sent');
    await shipper.flush(log);
    await shipper.stop();
    expect([...(await (await given({ directory })).shipper.recover()).keys()]).toEqual([]);
  });

  it('keeps beginning and end of a log beyond its quota, without making its writer wait', async () => {
    const { shipper, limit, lines } = await given();
    limit.learn(1_048_576);
    const log = shipper.open('run', 1);
    const text = 'x'.repeat(1_000);
    const block = Buffer.from(`${text}\n`.repeat(1_000));
    for (let index = 0; index < 300; index += 1) {
      await log.room();
      log.appendLines('stdout', block, 1_000);
    }
    log.append('system', 'the end');
    await shipper.finish(log);
    const kept = lines();
    const note = kept.findIndex(({ stream }) => stream === 'system');
    const told = /^(\d+) lines \((\d+) bytes\) are left out here/.exec(kept[note]!.text)!;
    expect(kept.map(({ n }) => n)).toEqual(kept.map((_, index) => index + 1));
    expect([note, kept.at(-1)!.text]).toEqual([785, 'the end']);
    expect(Number(told[1]) + kept.length - 1).toBe(300_001);
    expect(Number(told[2])).toBe(Number(told[1]) * 1_001);
    expect(shipper.finish(log)).toBeUndefined();
  });

  it('keeps half as much of later attempts: the other half is for those before them', async () => {
    const { shipper, limit, arrived } = await given();
    limit.learn(100_000);
    const block = Buffer.from(`${'x'.repeat(99)}\n`.repeat(2_000));
    for (const attempt of [1, 2]) {
      const log = shipper.open('run', attempt);
      log.appendLines('stdout', block, 2_000);
      await shipper.finish(log);
    }
    const kept = (attempt: number) =>
      arrived
        .filter((chunk) => chunk.attempt === attempt)
        .flatMap((chunk) => chunk.lines)
        .filter(({ stream }) => stream === 'stdout').length;
    expect([kept(1), kept(2)]).toEqual([1_000, 500]);
  });
});
