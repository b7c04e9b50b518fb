import { CuttableProxy, useBroker } from '@orrery/testing';
import type { FinishedReport } from '@orrery/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentOf, scanProcesses } from './killing/proc-scan.js';
import { TrialMaster } from './testing/trial-master.js';
import { useWorkers } from './testing/use-workers.js';

const used = useBroker();
const workers = useWorkers();
let master: TrialMaster;
let granted: Map<string, string>;

beforeAll(async () => {
  // As the guarded UPDATE of the real master: the first claim wins, and the same worker may repeat it.
  const grant = (runId: string, workerId: string) => {
    if (!granted.has(runId)) granted.set(runId, workerId);
    return granted.get(runId) === workerId;
  };
  master = new TrialMaster({ broker: used.broker, grant });
  await master.start();
});
beforeEach(() => {
  granted = new Map();
  master.reports.length = 0;
});

/** Whether a process of the run is alive. */
function isAlive(runId: string): boolean {
  const marker = `ORRERY_ATTEMPT_ID=${runId}.1`;
  return scanProcesses().some(({ pid }) => environmentOf(pid).includes(marker));
}

function finishedRuns(): FinishedReport[] {
  return master.reports.filter((report) => report.kind === 'finished');
}

async function dispatchMany(
  count: number,
  overrides: Parameters<TrialMaster['dispatch']>[0],
): Promise<string[]> {
  const dispatches = await Promise.all(Array.from({ length: count }, () => master.dispatch(overrides)));
  return dispatches.map(({ runId }) => runId);
}

describe('workers of one group', () => {
  it('share its queue by their free slots: each attempt runs once, and a busy worker holds up nobody', async () => {
    await workers.start(await used.open(), { nodeId: 'w-1', slots: 1 });
    const [long] = await dispatchMany(1, { spec: { command: 'sleep 3' } });
    await vi.waitUntil(() => granted.get(long!) === 'w-1', { timeout: 5_000, interval: 5 });
    await workers.start(await used.open(), { nodeId: 'w-2', slots: 2 });
    const runs = await dispatchMany(10, { spec: { command: 'sleep 0.05' } });
    const startMs = performance.now();
    for (const runId of runs) expect(await master.finished(runId)).toMatchObject({ outcome: 'succeeded' });
    expect(performance.now() - startMs).toBeLessThan(2_900);
    expect(await master.finished(long!)).toMatchObject({ workerId: 'w-1' });
    const ids = finishedRuns().map(({ id, runId }) => `${runId} ${id}`);
    expect(new Set(ids).size).toBe(11);
    expect(runs.filter((runId) => granted.get(runId) === 'w-2').length).toBeGreaterThanOrEqual(9);
    expect((await used.broker.depth('work.default.dead'))?.messages).toBe(0);
  });
});

describe('a worker whose connection breaks', () => {
  let proxy: CuttableProxy;
  beforeAll(async () => {
    proxy = await CuttableProxy.to(used.url, 5672);
  });
  afterAll(() => proxy.close());

  it('goes on with what it has and brings every report and every line', async () => {
    await workers.start(await used.open({ url: proxy.url }), { nodeId: 'w-3', slots: 20 });
    const command = 'for i in 1 2 3 4 5 6; do echo line $i; sleep 0.2; done';
    const shells = await dispatchMany(6, { spec: { command } });
    const handlers = await dispatchMany(200, { kind: 'handler', spec: { handler: 'orrery.noop' } });
    await vi.waitUntil(() => finishedRuns().length > 5, { timeout: 5_000, interval: 1 });
    proxy.cut();
    await vi.waitUntil(() => shells.every((runId) => granted.has(runId)), { timeout: 10_000, interval: 5 });
    proxy.refuse();
    await vi.waitUntil(() => !shells.some(isAlive), { timeout: 10_000, interval: 20 });
    proxy.restore();

    for (const runId of [...shells, ...handlers]) {
      expect(await master.finished(runId, 20_000)).toMatchObject({ outcome: 'succeeded', workerId: 'w-3' });
    }
    for (const runId of shells) {
      const lines = master.linesOf(runId);
      expect(lines.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });
});
