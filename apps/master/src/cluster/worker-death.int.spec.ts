import { bestOfThree, CuttableProxy } from '@orrery/testing';
import { newId } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../testing/master-client.js';
import { ScriptedWorker } from '../testing/scripted-worker.js';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
/** Long enough that what is seen within two seconds was not seen by silence. */
const silentMs = 4_000;
const timed = { ...bestOfThree, timeout: 40_000 };
const quick = { timeout: 10_000, interval: 20 };

let client: MasterClient;
let proxy: CuttableProxy;
let worker: ScriptedWorker;
let other: ScriptedWorker;

async function stateOf(id: string): Promise<string> {
  return (await client.calls.call('worker.get', { id })).state;
}

/** A master that may declare losses, a worker behind a wire that can be cut, and another one to go on elsewhere. */
beforeEach(async () => {
  await masters.start({ env: { ORRERY_WORKER_SILENT_MS: String(silentMs) } });
  client = masters.client();
  proxy = await CuttableProxy.to(masters.rabbit.url, 5672);
  const wire = await masters.rabbit.open({ url: proxy.url });
  worker = await new ScriptedWorker(wire, `w-${newId().slice(-8)}`, client.group).start();
  await worker.up();
  other = await masters.worker(client.group);
  const hearingMs = performance.now() + silentMs;
  await vi.waitUntil(() => performance.now() > hearingMs, { timeout: 10_000, interval: 50 });
}, 30_000);

afterEach(async () => {
  worker.silence();
  await proxy.close();
});

/** A run on the worker, begun as tasks of its kind begin. */
async function running(idempotent: boolean): Promise<string> {
  const before = worker.dispatched.length;
  const { id } = await client.trigger((await client.task({ idempotent })).id);
  const message = await worker.next(before + 1);
  if (idempotent) await worker.started(message);
  else await worker.claim(message);
  await client.reach(id, 'running');
  return id;
}

/** The run's second attempt, wherever it was sent. */
async function again(id: string): Promise<void> {
  await vi.waitUntil(
    () => [...worker.dispatched, ...other.dispatched].some((each) => each.runId === id && each.attempt === 2),
    { timeout: 15_000, interval: 20 },
  );
}

describe('a worker', () => {
  it(
    'whose connections are closed is lost within two seconds; its runs go on as each of them may',
    timed,
    async () => {
      await client.calls.call('setting.change', {
        name: 'workers.leaseMs',
        body: { value: 8_000 },
        actor: 'test',
      });
      await other.stopTaking();
      const [mayRunTwice, mustNot] = [await running(true), await running(false)];
      const killedMs = performance.now();
      worker.silence();
      proxy.refuse();
      await vi.waitUntil(async () => (await stateOf(worker.id)) === 'lost', quick);
      const seenMs = performance.now();
      expect(seenMs - killedMs).toBeLessThan(2_000);

      const third = await masters.worker(client.group);
      other = third;
      await third.up();
      await again(mayRunTwice);
      expect(performance.now() - seenMs).toBeLessThan(2_000);
      const { leaseUntilAt } = await client.calls.call('worker.get', { id: worker.id });
      await again(mustNot);
      const attempts = await client.attempts(mustNot);
      expect(Date.parse(attempts[0]!.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(leaseUntilAt!));
      expect(attempts[0]).toMatchObject({ state: 'lost', error: { kind: 'worker_lost' } });
    },
  );

  it('that was merely cut off connects again and is not lost', async () => {
    const id = await running(true);
    proxy.cut();
    const untilMs = performance.now() + 2_500;
    await vi.waitFor(
      async () => {
        expect(await stateOf(worker.id)).toBe('up');
        if (performance.now() < untilMs) throw new Error('not watched long enough');
      },
      { timeout: 8_000, interval: 50 },
    );
    expect((await client.run(id)).attempt).toBe(1);
  });

  it('that begins a new life ends the runs of the old one without waiting for its lease', async () => {
    const id = await running(false);
    worker.epoch = newId();
    await again(id);
    const [first] = await client.attempts(id);
    expect(first).toMatchObject({ attempt: 1, state: 'lost' });
    const { leaseUntilAt, epoch } = await client.calls.call('worker.get', { id: worker.id });
    expect(epoch).toBe(worker.epoch);
    expect(Date.parse(leaseUntilAt!)).toBeGreaterThan(Date.parse(first!.finishedAt!) + 5_000);
  });
});
