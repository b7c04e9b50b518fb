import type { ContainerStats } from 'dockerode';
import type { ResourceReading } from '../sampling/usage-source.js';

const nsPerMs = 1e6;

/** What an engine tells of a container, which is not the same of all engines and versions of cgroups. */
export function readingOfStats(stats: Partial<ContainerStats>): ResourceReading {
  const cpuNs = numberOr(stats.cpu_stats?.cpu_usage?.total_usage);
  const transfers = stats.blkio_stats?.io_service_bytes_recursive as unknown;
  return {
    cpuMs: cpuNs === undefined ? undefined : Math.round(cpuNs / nsPerMs),
    memoryBytes: numberOr(stats.memory_stats?.usage),
    pids: numberOr(stats.pids_stats?.current),
    ...(Array.isArray(transfers) && transfers.length > 0
      ? { readBytes: sumOf(transfers, 'read'), writtenBytes: sumOf(transfers, 'write') }
      : {}),
  };
}

/** Docker writes the word large on cgroups of version 1, and small on those of version 2. */
function sumOf(
  transfers: readonly { readonly op?: string; readonly value?: number }[],
  word: string,
): number {
  const alike = transfers.filter(({ op }) => op?.toLowerCase() === word);
  return alike.reduce((sum, { value }) => sum + (numberOr(value) ?? 0), 0);
}

function numberOr(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
