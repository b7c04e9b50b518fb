import { newId } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();

async function runningRun() {
  await masters.start({ env: { ORRERY_WORKER_SILENT_MS: '1500' } });
  const client = masters.client();
  const body = { value: 5_000 };
  await client.calls.call('setting.change', { name: 'workers.leaseMs', body, actor: 'test' });
  const worker = await masters.worker(client.group);
  await worker.up();
  return { client, worker, task: (over?: object) => client.task(over) };
}

describe('recording', () => {
  it('gives an attempt to one of two workers that claim it at the same time', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const client = masters.client();
    const worker = await masters.worker(client.group);
    const rival = await masters.worker(client.name());
    await worker.up();
    const { id: taskId } = await client.task();
    const items = Array.from({ length: 8 }, () => ({ params: {} }));
    await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await worker.next(8);
    const [mine, theirs] = await Promise.all([
      worker.claim(...worker.dispatched),
      rival.claim(...[...worker.dispatched].reverse()),
    ]);
    expect([...mine, ...theirs].sort()).toEqual(worker.dispatched.map(({ runId }) => runId).sort());
  });

  it('records a report once that came twice, and refuses those of another worker or attempt', async () => {
    const { client, worker, task } = await runningRun();
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 0 } };
    const { id } = await client.trigger((await task({ retry, idempotent: true })).id);
    const first = await worker.next(1);
    const rival = await masters.worker(client.name());
    await worker.started(first);
    await client.reach(id, 'running');
    await rival.started(first);
    await rival.isTold((told) => told.kind === 'stop' && told.runId === id && told.attempt === 1);
    await rival.isConfirmed(await rival.finish(first));
    expect((await client.run(id)).state).toBe('running');
    const failed = worker.ending(first, 'failed');
    await worker.report(failed, failed);
    const second = await worker.next(2);
    expect(second.attempt).toBe(2);
    await worker.progressed(first, 0.5);
    await worker.isTold((told) => told.kind === 'stop' && told.runId === id && told.attempt === 1);
    await worker.finish(second);
    expect(await client.reach(id, 'succeeded')).toMatchObject({ attempt: 2, progress: null });
    expect(await client.attempts(id)).toHaveLength(2);
  });

  it('records a bundle of everything at once: several attempts, copies, strangers, starts with their ends', async () => {
    const { client, worker, task } = await runningRun();
    const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 0 } };
    const { id: taskId } = await task({ retry, idempotent: true });
    const items = Array.from({ length: 6 }, (_, n) => ({ params: { n } }));
    const { items: runs } = await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await worker.next(6);
    const firstOf = (n: number) => worker.dispatched.find(({ runId }) => runId === runs[n]!.id)!;
    for (const n of [0, 1]) await worker.finish(firstOf(n), 'failed');
    await worker.next(8);
    const [again0, again1] = worker.dispatched.slice(6).sort((a, b) => (a.runId < b.runId ? -1 : 1));
    const started = { ...worker.ending(firstOf(4)), kind: 'started' as const, id: newId() };
    const reports = [
      worker.ending(again0!),
      worker.ending(again1!, 'failed'),
      worker.ending(firstOf(0)), // of an attempt that is over
      worker.ending(firstOf(2)),
      { ...worker.ending(firstOf(3), 'failed'), workerId: worker.id },
      started,
      worker.ending(firstOf(4)),
      { ...worker.ending(firstOf(5)), runId: newId() }, // of a run nobody knows
    ];
    await worker.report(...reports, reports[3]!);
    const third = await worker.next(9).then(() => worker.dispatched.slice(8));
    expect(third.every(({ attempt }) => attempt > 1)).toBe(true);
    for (const report of reports) if (report !== started) await worker.isConfirmed(report);
    for (const n of [0, 2, 4]) await client.reach(runs[n]!.id, 'succeeded');
    expect(await client.run(runs[0]!.id)).toMatchObject({ attempt: 2, result: { ok: true } });
    expect(await client.run(runs[2]!.id)).toMatchObject({ attempt: 1, workerId: worker.id });
    expect(await client.attempts(runs[1]!.id)).toHaveLength(3);
    expect(await client.attempts(runs[3]!.id)).toHaveLength(2);
    expect(['dispatched', 'running']).toContain((await client.run(runs[5]!.id)).state);
  });

  it('records beside the others a result that cannot be kept, as a failure that says so', async () => {
    const { client, worker, task } = await runningRun();
    const { id: taskId } = await task({ idempotent: true });
    const items = [{ params: {} }, { params: {} }, { params: {} }];
    await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await worker.next(3);
    const results = [
      'x'.repeat(1_100_000),
      JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown,
      { n: 1 },
    ];
    const [large, deep, fine] = worker.dispatched.map((message, index) => ({
      ...worker.ending(message),
      result: results[index],
    }));
    await worker.report(large!, deep!, fine!);
    expect(await client.reach(fine!.runId, 'succeeded')).toMatchObject({ result: { n: 1 } });
    for (const [{ runId }, fault] of [
      [large!, 'is longer than 1048576 bytes of JSON'],
      [deep!, 'nests deeper than 100 levels'],
    ] as const) {
      const run = await client.reach(runId, 'failed');
      expect(run).toMatchObject({ result: null, error: { kind: 'output' } });
      expect(run.error?.message).toContain(fault);
    }
    for (const report of [large!, deep!, fine!]) await worker.isConfirmed(report);
  });

  it('records once what was under way when its database connections were killed', async () => {
    const { client, worker, task } = await runningRun();
    const { id: taskId } = await task();
    const items = Array.from({ length: 8 }, () => ({ params: {} }));
    await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    await worker.next(8);
    await worker.claim(...worker.dispatched);
    const reports = worker.dispatched.map((message) => worker.ending(message, 'failed'));
    const sending = worker.report(...reports);
    for (let n = 0; n < 5; n += 1) await killConnections();
    await sending;
    for (const { runId } of reports)
      expect(await client.reach(runId, 'failed')).toMatchObject({ attempt: 1 });
    for (const report of reports) await worker.isConfirmed(report);
  });

  it('gives the runs of a worker that falls silent another attempt', async () => {
    const { client, worker, task } = await runningRun();
    const { id } = await client.trigger((await task()).id);
    await worker.claim(await worker.next(1));
    worker.silence();
    const other = await masters.worker(client.group);
    await other.up();
    const again = await vi.waitFor(() => {
      const found = [...worker.dispatched, ...other.dispatched].find(({ attempt }) => attempt === 2);
      return found ?? Promise.reject(new Error('no second attempt yet'));
    }, 10_000);
    expect(again.runId).toBe(id);
    const [first] = await client.attempts(id);
    expect(first).toMatchObject({ attempt: 1, state: 'lost', error: { kind: 'worker_lost' } });
    expect((await client.calls.call('worker.get', { id: worker.id })).state).toBe('lost');
  });

  it('rescues a run whose worker was never heard of', async () => {
    const { client, worker, task } = await runningRun();
    const { id } = await client.trigger((await task()).id);
    const message = await worker.next(1);
    const claims = [{ runId: id, attempt: 1 }];
    await client.calls.call('run.claim', { workerId: `ghost-${newId()}`, workerEpoch: 'e', claims });
    await worker.claim(await worker.next(2));
    expect(worker.dispatched[1]).toMatchObject({ runId: message.runId, attempt: 2 });
  });

  it('knows a worker that stopped in order, whatever older heartbeats come later', async () => {
    await masters.start();
    const { client, worker } = await runningRun();
    worker.silence();
    await Promise.all(Array.from({ length: 5 }, () => worker.beat()));
    await worker.beat('stopped');
    const state = async () => (await client.calls.call('worker.get', { id: worker.id })).state;
    await vi.waitFor(async () => expect(await state()).toBe('stopped'), 5_000);
    const since = Date.now();
    await vi.waitFor(async () => {
      expect(await state()).toBe('stopped');
      if (Date.now() - since < 2_500) throw new Error('not watched long enough');
    }, 5_000);
  });

  it('repeats the wish to cancel until the attempt has ended', async () => {
    const { client, worker, task } = await runningRun();
    const { id } = await client.trigger((await task()).id);
    const message = await worker.next(1);
    await worker.claim(message);
    await client.cancel(id);
    const orders = () => worker.told.filter((told) => told.kind === 'cancel' && told.runId === id);
    await vi.waitFor(() => expect(orders().length).toBeGreaterThan(1), 8_000);
    await worker.finish(message, 'cancelled');
    await client.reach(id, 'cancelled');
  });

  it('ends what waited too long for its start', async () => {
    await masters.start();
    const client = masters.client();
    const { id } = await client.trigger((await client.task({ queueTimeoutMs: 500 })).id);
    const ended = await client.reach(id, 'timed_out');
    expect(ended.error).toMatchObject({ kind: 'queue_timeout' });
  });

  async function killConnections(): Promise<void> {
    const schema = new URL(masters.databaseUrl).pathname.slice(1);
    await masters.database.run(async (session) => {
      const rows = await session.select<{ id: number }>(
        'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
        [schema],
      );
      for (const { id } of rows) await session.execute(`KILL ${id}`).catch(() => undefined);
    });
  }
});
