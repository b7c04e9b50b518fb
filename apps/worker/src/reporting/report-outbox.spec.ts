import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportsQueue, topology, type FinishedReport } from '@orrery/contracts';
import { InProcessBroker, InProcessHub } from '@orrery/messaging';
import { newId } from '@orrery/runtime';
import { Inbox } from '@orrery/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Spool } from '../spool/spool.js';
import { silent } from '../testing/use-workers.js';
import { ReportOutbox } from './report-outbox.js';

let directory: string;
let spool: Spool;
let broker: InProcessBroker;
let outbox: ReportOutbox;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'orrery-outbox-'));
  spool = new Spool(directory, silent);
  await spool.open();
  broker = new InProcessBroker({ hub: new InProcessHub(topology), logger: silent });
  await broker.connect();
  outbox = new ReportOutbox(spool, broker, silent, {});
  outbox.start();
});
afterEach(async () => {
  await outbox.stop();
  await broker.close();
  await spool.close();
  await rm(directory, { recursive: true, force: true });
});

const report = (): FinishedReport => ({
  ...{ v: 1, id: newId(), kind: 'finished', runId: newId(), attempt: 1, workerId: 'w-1', workerEpoch: 'e' },
  ...{ at: '2026-01-01T00:00:00.000Z', outcome: 'succeeded', startedAt: null, exitCode: 0, result: null },
  failure: null,
});

async function spooled(): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.journal'));
  return (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).join('');
}

it('sends a report that is written while a slow disk takes it, and is done when that has', async () => {
  let take!: () => void;
  spool.sync = () => new Promise<void>((resolve) => (take = resolve));
  const inbox = new Inbox();
  const journals: string[] = [];
  await broker.consume(reportsQueue.name, { prefetch: 10 }, async (deliveries) => {
    journals.push(await spooled());
    await inbox.handler(deliveries);
  });
  const sent = report();
  const order: string[] = [];
  const done = outbox.finish(sent).then(() => order.push('done'));
  await inbox.has(1);
  order.push('arrived');
  take();
  await done;
  expect(order).toEqual(['arrived', 'done']);
  expect(journals[0]).toContain(sent.id);
});

it('sends a report that the spool could not take', async () => {
  spool.finished = () => Promise.reject(new Error('disk full'));
  const inbox = new Inbox();
  await broker.consume(reportsQueue.name, { prefetch: 10 }, inbox.handler);
  const sent = report();
  await outbox.finish(sent);
  expect((await inbox.has(1))[0]!.body).toMatchObject({ id: sent.id });
});
