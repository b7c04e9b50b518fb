import { setTimeout as sleep } from 'node:timers/promises';
import { HeartbeatTap } from '../measures/heartbeat-tap.js';
import { inParallel } from '../measures/in-parallel.js';
import { untilInState } from '../measures/open-runs.js';
import { residentMegabytesOf } from '../measures/resident-memory.js';
import { BenchWorker } from '../worker/bench-worker.js';
import type { BenchContext } from './bench-context.js';

const limitMs = 300_000;

/** What many programs at a time, of level `process`, take of the memory of their worker, and whether it is heard meanwhile. */
export async function benchSleeping({ cluster, report, quick }: BenchContext): Promise<void> {
  const count = quick ? 50 : 500;
  const watchMs = quick ? 3_000 : 20_000;
  const tap = await HeartbeatTap.open(cluster);
  const worker = await BenchWorker.start(cluster, 'bench-sleeping', count);
  try {
    await tap.firstOf(worker.name);
    const before = residentMegabytesOf(worker.pid);
    const task = {
      ...{ name: 'sleeping', kind: 'shell', group: worker.name, idempotent: true },
      ...{ spec: { command: 'sleep 3600' }, isolation: { level: 'process' }, killGraceMs: 1_000 },
    };
    const { id: taskId } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', task);
    const startMs = performance.now();
    const { items } = await cluster.api.call<{ items: { id: string }[] }>(
      'POST',
      `/api/v1/tasks/${taskId}/runs/batch`,
      { items: Array.from({ length: count }, () => ({})) },
    );
    await untilInState(cluster, { taskId, state: 'running', count }, limitMs);
    const startedS = (performance.now() - startMs) / 1_000;
    await sleep(watchMs);
    const held = residentMegabytesOf(worker.pid);
    const gapMs = tap.longestGapMs(worker.name, startMs);
    await inParallel(count, (index) =>
      cluster.api.call('POST', `/api/v1/runs/${items[index]!.id}/cancel`, {}),
    );
    await untilInState(cluster, { taskId, state: 'cancelled', count }, limitMs);
    const of = `${count} sleeping shell tasks on one worker`;
    report.add({ name: 'memory of the worker', value: held, unit: 'MB', of, goal: '< 400 MB' });
    report.add({ name: 'memory of the worker before', value: before, unit: 'MB', of });
    report.add({ name: 'until all run', value: startedS, unit: 's', of });
    report.add({
      name: 'longest time between heartbeats (of 1 s)',
      value: gapMs,
      unit: 'ms',
      of,
      goal: '<= 1,500 ms',
    });
  } finally {
    await tap.close();
    await worker.stop();
  }
}
