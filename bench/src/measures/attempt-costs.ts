import type { BenchCluster } from '../cluster/bench-cluster.js';
import type { BenchWorker } from '../worker/bench-worker.js';
import type { Timing } from '../worker/orders.js';
import { tellTime } from '../worker/telling-time.js';

export type BenchedLevel = 'process' | 'sandbox';

/** One turn: the bare command, then the same as an attempt of each level. */
export interface AttemptCosts extends Record<BenchedLevel, Timing> {
  readonly bare: Timing;
}

/** The same command bare and as attempts, in turns, so that whatever else the machine does meets all alike. */
export async function measureAttemptCosts(
  cluster: BenchCluster,
  worker: BenchWorker,
  turns: number,
): Promise<AttemptCosts[]> {
  const tasks = { process: await taskOf('process'), sandbox: await taskOf('sandbox') };
  const measured: AttemptCosts[] = [];
  for (let turn = -warmUps; turn < turns; turn += 1) {
    const bare = await worker.bareSpawn(tellTime);
    const costs = { bare, process: await attemptOf('process'), sandbox: await attemptOf('sandbox') };
    if (turn >= 0) measured.push(costs);
  }
  return measured;

  async function taskOf(level: BenchedLevel): Promise<string> {
    const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
      name: `tell-time-${level}`,
      kind: 'shell',
      spec: { command: tellTime },
      group: worker.name,
      isolation: { level },
      idempotent: true,
    });
    return id;
  }

  async function attemptOf(level: BenchedLevel): Promise<Timing> {
    const ended = worker.nextAttempt();
    await cluster.api.call('POST', `/api/v1/tasks/${tasks[level]}/runs`, {});
    return await ended;
  }
}

/** The first ones read programs from the disk. */
const warmUps = 5;
