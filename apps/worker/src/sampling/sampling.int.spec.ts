import type { ReportMessage } from '@orrery/contracts';
import { seriesOf, type IsolationLevel, type ResourceSeries } from '@orrery/domain';
import { defineHandler } from '@orrery/worker-sdk';
import { describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';
import type { WorkerDependencies } from '../worker-dependencies.js';

const workers = useWorkers();
const limitMs = 60_000;
const megabyte = 1024 * 1024;
/** Takes a core, and 64 MiB. */
const program = `const held = Buffer.alloc(${64 * megabyte}, 1); while (true) held[0] += 1;`;

async function given(isolationFloor: IsolationLevel, dependencies: Partial<WorkerDependencies> = {}) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, { isolationFloor }, dependencies);
  return master;
}

const levels: IsolationLevel[] = process.getuid?.() === 0 ? ['none', 'process'] : ['none'];

describe.each(levels)('what an attempt of level %s takes', (level) => {
  it(
    'is told while it runs, and whole when it has ended',
    async () => {
      const master = await given(level);
      const isolation = { level, fallback: 'degrade', network: 'host' } as const;
      const limits = { memoryBytes: 0, pids: 0, cpu: 0, diskBytes: 0 };
      const { runId } = await master.dispatch({
        kind: 'shell',
        spec: { command: `"${process.execPath}" -e '${program}'; true` },
        isolation: { ...isolation, limits },
      });
      const told = () =>
        master.reports.flatMap((report) =>
          report.kind === 'samples' && report.runId === runId ? [seriesOf(report.samples)!] : [],
        );
      const isFull = ({ points }: ResourceSeries) =>
        points.some(({ memoryBytes, cpuMs }) => memoryBytes! > 64 * megabyte && cpuMs! > 100);
      const early = await vi.waitUntil(() => told().find(isFull), { timeout: limitMs });
      await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' });
      const report = await master.finished(runId, limitMs);
      expect(report.outcome).toBe('cancelled');
      const { startedAt, stepMs, points } = seriesOf(report.samples)!;
      expect([startedAt, stepMs]).toEqual([early.startedAt, 1_000]);
      expect(points).toEqual(expect.arrayContaining(told().flatMap((series) => series.points)));
      expect(points[0]!.ageMs).toBeGreaterThanOrEqual(1_000);
      expect(points.at(-1)!.cpuMs).toBeGreaterThan(points[0]!.cpuMs!);
      expect(Math.max(...points.map(({ pids }) => pids!))).toBeGreaterThanOrEqual(2);
    },
    2 * limitMs,
  );
});

it('is not to be told of a handler, which shares its process with the worker', async () => {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const master = await given('none', { handlers: [defineHandler('wait', { run: () => ended })] });
  const handler = await master.dispatch({ kind: 'handler', spec: { handler: 'wait' } });
  const program = await master.dispatch({ spec: { command: 'sleep 600' } });
  const isTold = ({ kind, runId }: ReportMessage) => kind === 'samples' && runId === program.runId;
  await vi.waitUntil(() => master.reports.some(isTold), { timeout: limitMs });
  end();
  const report = await master.finished(handler.runId, limitMs);
  expect(report.outcome).toBe('succeeded');
  expect(report.samples).toBeUndefined();
}, 120_000);
