import { HeartbeatTap } from '../measures/heartbeat-tap.js';
import { untilInState } from '../measures/open-runs.js';
import { BenchWorker } from '../worker/bench-worker.js';
import type { BenchContext } from './bench-context.js';

const limitMs = 120_000;

/** Whether a worker is heard while a handler lets nothing else of its process have a turn, and what becomes of the run. */
export async function benchBlocked({ cluster, report, quick }: BenchContext): Promise<void> {
  const forMs = quick ? 3_000 : 20_000;
  const tap = await HeartbeatTap.open(cluster);
  const worker = await BenchWorker.start(cluster, 'bench-blocked');
  try {
    await tap.firstOf(worker.name);
    const { id: taskId } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
      ...{ name: 'blocking', kind: 'handler', spec: { handler: 'bench.block' } },
      ...{ group: worker.name, params: { forMs } },
    });
    const startMs = performance.now();
    const run = await cluster.api.call<{ id: string }>('POST', `/api/v1/tasks/${taskId}/runs`, {});
    await untilInState(cluster, { taskId, state: 'succeeded', count: 1 }, limitMs);
    const gapMs = tap.longestGapMs(worker.name, startMs);
    const { attempt } = await cluster.api.call<{ attempt: number }>('GET', `/api/v1/runs/${run.id}`);
    const of = `a handler that blocks its worker for ${forMs / 1_000} s`;
    report.add({
      name: 'longest time between heartbeats (of 1 s)',
      value: gapMs,
      unit: 'ms',
      of,
      goal: '<= 1,500 ms',
    });
    report.add({ name: 'attempts of the run', value: attempt, unit: '', of, goal: '1' });
  } finally {
    await tap.close();
    await worker.stop();
  }
}
