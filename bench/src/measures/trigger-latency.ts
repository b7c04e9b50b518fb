import { setTimeout as sleep } from 'node:timers/promises';
import type { RunDto } from '@orrery/contracts';
import type { BenchCluster } from '../cluster/bench-cluster.js';

/**
 * Milliseconds from sending the HTTP trigger until the handler began, one run at a time; resolution 1 ms.
 * @param idempotent whether the runs may start without a claim.
 */
export async function measureTriggerLatency(
  cluster: BenchCluster,
  samples: number,
  { idempotent }: { readonly idempotent: boolean },
): Promise<number[]> {
  const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    name: `noop-latency-${idempotent ? 'idempotent' : 'claimed'}`,
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
    idempotent,
  });
  const latencies: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const sentAt = Date.now();
    const run = await cluster.api.call<RunDto>('POST', `/api/v1/tasks/${id}/runs`, { params: {} });
    latencies.push((await startOf(cluster, run.id)) - sentAt);
  }
  return latencies;
}

async function startOf(cluster: BenchCluster, runId: string): Promise<number> {
  for (;;) {
    await sleep(5);
    const run = await cluster.api.call<RunDto>('GET', `/api/v1/runs/${runId}`);
    if (run.state === 'succeeded') return Date.parse(run.startedAt!);
    if (run.state === 'failed') throw new Error(`run ${runId} failed: ${run.error?.message}`);
  }
}
