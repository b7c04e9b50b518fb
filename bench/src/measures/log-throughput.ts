import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import { cpuUse } from './cpu-use.js';

const givenUpAfterMs = 120_000;
const bytesInMegabyte = 1_048_576;
const words =
  'request connection user order accepted handled refused timeout retry cache queue worker page'.split(' ');

export interface LogThroughput {
  readonly megabytesPerSecond: number;
  /** Cores that each part used meanwhile, the busiest first. */
  readonly cores: readonly (readonly [part: string, cores: number])[];
}

/**
 * Output of programs end to end: from the trigger until every line stands in the database.
 * @param runs at a time, on whatever workers there are. @param megabytes that each of them writes, as fast as it can.
 */
export async function measureLogThroughput(
  cluster: BenchCluster,
  { runs, megabytes }: { readonly runs: number; readonly megabytes: number },
): Promise<LogThroughput> {
  const directory = await mkdtemp(join(tmpdir(), 'orrery-bench-logs-'));
  const database = await createConnection(cluster.databaseUrl);
  try {
    // Each attempt may be another user.
    await chmod(directory, 0o755);
    const file = join(directory, 'output.log');
    const lines = logOf(megabytes * bytesInMegabyte);
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o644 });
    const spec = { command: `cat '${file}'` };
    const task = { name: `logs-${performance.now()}`, kind: 'shell', spec, idempotent: true };
    const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', task);
    const before = cpuUse();
    const startedMs = performance.now();
    const items = Array.from({ length: runs }, () => ({}));
    const made = await cluster.api.call<{ items: { id: string }[] }>(
      'POST',
      `/api/v1/tasks/${id}/runs/batch`,
      { items },
    );
    await untilStored(
      database,
      made.items.map((run) => run.id),
      runs * lines.length,
    );
    const seconds = (performance.now() - startedMs) / 1_000;
    const cores = [...cpuUse()]
      .map(([part, used]) => [part, (used - (before.get(part) ?? 0)) / 1_000_000 / seconds] as const)
      .sort(([, one], [, other]) => other - one);
    return { megabytesPerSecond: (runs * megabytes) / seconds, cores };
  } finally {
    await database.end();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Lines as programs write them: some words in some order, with numbers that differ. */
function logOf(bytes: number): string[] {
  const lines: string[] = [];
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let length = 0; length < bytes;) {
    const said = Array.from({ length: 8 }, () => words[next(words.length)]).join(' ');
    const line = `2026-01-01T00:00:${String(next(60)).padStart(2, '0')}.${next(1_000)}Z INFO id=${next(1e9).toString(16)} ${said} in ${next(5_000)} ms`;
    lines.push(line);
    length += line.length + 1;
  }
  return lines;
}

async function untilStored(
  database: Awaited<ReturnType<typeof createConnection>>,
  runIds: readonly string[],
  lines: number,
): Promise<void> {
  const endMs = performance.now() + givenUpAfterMs;
  for (let stored = 0; stored < lines;) {
    if (performance.now() > endMs) throw new Error(`${stored} of ${lines} lines were stored.`);
    await sleep(100);
    const [[row]] = await database.query<(RowDataPacket & { count: string | null })[]>(
      'SELECT SUM(last_seq - first_seq + 1) AS count FROM log_chunk WHERE run_id IN (?)',
      [runIds],
    );
    stored = Number(row!.count ?? 0);
  }
}
