import { expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const workers = useWorkers();

it('a worker that no master confirms any more ends in time what must not run twice, and finishes the rest', async () => {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker, leases: { count: 1, leaseMs: 6_000 } });
  await master.start();
  await workers.start(broker, { heartbeatMs: 100 });
  const startMs = performance.now();
  const own = await master.dispatch({ spec: { command: 'sleep 60' }, killGraceMs: 30_000 });
  const free = await master.dispatch({ spec: { command: 'sleep 4' }, idempotent: true });
  expect(await master.finished(own.runId)).toMatchObject({
    outcome: 'lost',
    failure: { kind: 'worker_lost' },
  });
  expect(performance.now() - startMs).toBeLessThan(6_000);
  expect(await master.finished(free.runId)).toMatchObject({ outcome: 'succeeded' });
  expect(master.textOf(own.runId, 'system').join('\n')).toContain('before its lease was over');
}, 15_000);

it('a worker takes nothing before a master has confirmed this life of it', async () => {
  const broker = workers.inProcessBroker();
  const leases = { count: 0, leaseMs: 15_000 };
  const master = new TrialMaster({ broker, leases });
  await master.start();
  await workers.start(broker, { heartbeatMs: 100 });
  const { runId } = await master.dispatch({ spec: { command: 'true' }, idempotent: true });
  await vi.waitUntil(() => master.heartbeats.length > 8, { timeout: 5_000, interval: 20 });
  expect([master.claims, master.finishedOf(runId)]).toEqual([[], undefined]);
  expect(await broker.depth('work.default')).toMatchObject({ messages: 1 });
  leases.count = Infinity;
  expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded' });
}, 15_000);
