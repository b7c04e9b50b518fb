import { newId } from '@orrery/runtime';
import { BenchCluster } from '../cluster/bench-cluster.js';
import type { Report } from '../report/report.js';

/** What every bench works with. */
export interface BenchContext {
  readonly cluster: BenchCluster;
  readonly report: Report;
  readonly servers: { readonly mysqlUrl: string; readonly amqpUrl: string };
  /** Small numbers: to see that the bench works. */
  readonly quick: boolean;
  readonly rounds: number;
}

export function newNamespace(): string {
  return `bench_${newId().slice(-10)}`;
}

/** A second cluster beside the first, for as long as the work takes. */
export async function withCluster<T>(
  context: BenchContext,
  size: { readonly masters: number; readonly workers: number },
  work: (cluster: BenchCluster) => Promise<T>,
): Promise<T> {
  const cluster = await BenchCluster.start({ ...context.servers, namespace: newNamespace(), ...size });
  try {
    return await work(cluster);
  } finally {
    await cluster.stop();
  }
}
