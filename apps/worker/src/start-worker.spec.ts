import { appendFile, mkdir } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { logTextOf, packLogText } from '@orrery/contracts';
import { Metrics, HealthRegistry } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { TrialMaster, type TrialMasterOptions } from './testing/trial-master.js';
import { useWorkers } from './testing/use-workers.js';

const workers = useWorkers();
const soon = { timeout: 5_000, interval: 5 };

async function givenMaster(options: Partial<TrialMasterOptions> = {}) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker, ...options });
  await master.start();
  return { broker, master };
}

/** Resolves once the run has written its first line. */
async function begun(master: TrialMaster, runId: string): Promise<void> {
  await vi.waitUntil(() => master.textOf(runId, 'stdout').length > 0, soon);
}

describe('a worker', () => {
  it('runs a task from its dispatch to its confirmed report', async () => {
    const { broker, master } = await givenMaster();
    const health = new HealthRegistry();
    const metrics = new Metrics({ app: 'worker', processMetrics: false });
    const app = await workers.start(broker, {}, { health, metrics });
    const { runId } = await master.dispatch({ spec: { command: 'echo hello; echo oops >&2' } });
    expect(await master.finished(runId)).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      failure: null,
      attempt: 1,
      workerId: 'w-1',
    });
    expect(master.textOf(runId, 'stdout')).toEqual(['hello']);
    expect(master.textOf(runId, 'stderr')).toEqual(['oops']);
    expect(master.textOf(runId, 'system')).toEqual([
      'started on worker w-1 (attempt 1)',
      'exited with code 0',
    ]);
    await vi.waitUntil(
      async () => (await metrics.render()).includes('orrery_worker_spool_entries{app="worker"} 0'),
      soon,
    );
    expect(await metrics.render()).toContain(
      'orrery_worker_attempts_total{kind="shell",outcome="succeeded",app="worker"} 1',
    );
    expect(app.health().healthy).toBe(true);
    expect(await app.ready()).toBe(true);
  });

  it('does not start what it was not granted', async () => {
    const { broker, master } = await givenMaster({ grant: (runId) => runId !== 'not-mine' });
    await workers.start(broker, { slots: 1 });
    await master.dispatch({ runId: 'not-mine', spec: { command: 'echo started' } });
    const { runId } = await master.dispatch();
    await master.finished(runId);
    expect(master.finishedOf('not-mine')).toBeUndefined();
    expect(master.linesOf('not-mine')).toEqual([]);
  });

  it('starts idempotent tasks without asking, and says so', async () => {
    const { broker, master } = await givenMaster({ grant: () => false });
    await workers.start(broker);
    const { runId } = await master.dispatch({ idempotent: true, spec: { command: 'sleep 0.2' } });
    await master.finished(runId);
    expect(master.reports.map(({ kind }) => kind)).toEqual(['started', 'finished']);
    expect(master.claims).toEqual([]);
  });

  it('runs an attempt that is delivered twice once', async () => {
    const { broker, master } = await givenMaster({ confirms: false });
    await workers.start(broker);
    const { runId } = await master.dispatch({ idempotent: true, spec: { command: 'echo ready; sleep 0.2' } });
    await begun(master, runId);
    await master.dispatch({ idempotent: true, runId, spec: { command: 'echo again' } });
    await master.finished(runId);
    await master.dispatch({ idempotent: true, runId, spec: { command: 'echo again' } });
    const next = await master.dispatch();
    await master.finished(next.runId);
    expect(master.textOf(runId, 'stdout')).toEqual(['ready']);
    expect(
      master.reports.filter((report) => report.runId === runId && report.kind === 'finished'),
    ).toHaveLength(1);
  });

  it('refuses a kind it does not know', async () => {
    const { broker, master } = await givenMaster();
    await workers.start(broker);
    const { runId } = await master.dispatch({ kind: 'abacus' as 'shell' });
    expect(await master.finished(runId)).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'refused', message: 'worker w-1 cannot run tasks of kind "abacus"' },
    });
  });

  it('reports a cancel that comes before the start, and starts nothing', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { broker, master } = await givenMaster({ beforeClaim: () => held });
    await workers.start(broker);
    const { runId } = await master.dispatch();
    await vi.waitUntil(() => master.claims.length > 0, soon);
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'never mind' });
    release();
    expect(await master.finished(runId)).toMatchObject({ outcome: 'cancelled', startedAt: null });
    expect(master.linesOf(runId)).toEqual([]);
  });

  it('drains and comes back by control message', async () => {
    const { broker, master } = await givenMaster();
    await workers.start(broker, { heartbeatMs: 20 });
    await master.control('w-1', { v: 1, kind: 'drain' });
    await vi.waitUntil(() => master.heartbeats.at(-1)?.state === 'drained', soon);
    const { runId } = await master.dispatch();
    expect((await broker.depth('work.default'))?.messages).toBe(1);
    await master.control('w-1', { v: 1, kind: 'resume' });
    await master.finished(runId);
    await vi.waitUntil(() => master.heartbeats.at(-1)?.state === 'up', soon);
  });

  it('tells its state and resources by heartbeat, the last one when it stops', async () => {
    const { broker, master } = await givenMaster();
    const app = await workers.start(broker, { heartbeatMs: 20, labels: ['zone=north'], slots: 3 });
    const { runId } = await master.dispatch({ spec: { command: 'echo ready; sleep 0.3' } });
    await vi.waitUntil(() => master.heartbeats.some(({ busy }) => busy === 1), soon);
    await master.finished(runId);
    await app.stop();
    await vi.waitUntil(() => master.heartbeats.at(-1)?.state === 'stopped', soon);
    expect(master.heartbeats.at(-1)).toMatchObject({
      ...{ v: 1, workerId: 'w-1', group: 'default', labels: { zone: 'north' }, slots: 3, busy: 0 },
    });
    expect(master.heartbeats.at(-1)!.resources.diskTotalBytes).toBeGreaterThan(0);
    expect(master.heartbeats.at(-1)!.resources.cpu).toBeLessThanOrEqual(1);
  });
});

it('a worker tells levels from its floor on, and that its container engine is away', async () => {
  const { broker, master } = await givenMaster();
  await workers.start(broker, { heartbeatMs: 20, containerEngine: '/no/such/engine.sock' });
  const { isolation } = await vi.waitUntil(() => master.heartbeats[0], soon);
  expect(isolation?.levels).not.toContain('none');
  const missing = expect.stringContaining('containers: the engine did not answer') as string;
  expect(isolation?.missing).toContainEqual(missing);
});

describe('a worker that stops', () => {
  it('lets what runs finish within the drain', async () => {
    const { broker, master } = await givenMaster();
    const app = await workers.start(broker, { drainMs: 5_000 });
    const { runId } = await master.dispatch({ spec: { command: 'echo ready; sleep 0.3' } });
    await begun(master, runId);
    await app.stop();
    expect(master.finishedOf(runId)).toMatchObject({ outcome: 'succeeded' });
  });

  it('ends what runs longer and reports it lost; stopping twice is fine', async () => {
    const { broker, master } = await givenMaster();
    const app = await workers.start(broker, { drainMs: 50 });
    const { runId } = await master.dispatch({ spec: { command: 'echo ready; sleep 67' } });
    await begun(master, runId);
    await Promise.all([app.stop(), app.stop()]);
    expect(master.finishedOf(runId)).toMatchObject({ outcome: 'lost', failure: { kind: 'worker_lost' } });
  });
});

describe('a worker that starts again after a crash', () => {
  it('kills the orphans of its former life, reports its attempts lost and its results again', async () => {
    const { broker, master } = await givenMaster();
    const dataDir = await workers.dataDir();
    const spool = join(dataDir, 'worker', 'w-1', 'spool');
    await mkdir(spool, { recursive: true });
    const report = { v: 1, id: 'r-1', kind: 'finished', runId: 'finished-run', attempt: 2, workerId: 'w-1' };
    const entries = [
      { accepted: { runId: 'unfinished-run', attempt: 3 } },
      { finished: { ...report, workerEpoch: 'old', at: '2026-01-01T00:00:00.000Z', outcome: 'succeeded' } },
    ];
    await appendFile(
      join(spool, '00000001.journal'),
      entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    );
    const leftBy = (home: string) => ({
      ...process.env,
      ORRERY_WORKER_HOME: home,
      ORRERY_WORKER_EPOCH: 'old',
    });
    const home = join(dataDir, 'worker', 'w-1');
    const orphan = spawn('sleep', ['68'], { env: leftBy(home), detached: true });
    const ended = once(orphan, 'exit');
    const elsewhere = join(await workers.dataDir(), 'worker', 'w-1');
    const foreign = spawn('sleep', ['69'], { env: leftBy(elsewhere), detached: true });

    await workers.start(broker, { dataDir });
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect([foreign.exitCode, foreign.signalCode]).toEqual([null, null]);
    const foreignEnded = once(foreign, 'exit');
    foreign.kill('SIGTERM');
    expect(await foreignEnded).toEqual([null, 'SIGTERM']);
    expect(await master.finished('unfinished-run')).toMatchObject({
      outcome: 'lost',
      attempt: 3,
      failure: { kind: 'worker_lost' },
    });
    expect(await master.finished('finished-run')).toMatchObject({ id: 'r-1', outcome: 'succeeded' });
  });

  it('sends what is left of the log of its former life', async () => {
    const { broker, master } = await givenMaster();
    const dataDir = await workers.dataDir();
    const home = join(dataDir, 'worker', 'w-1');
    const place = { runId: 'unfinished-run', attempt: 3 };
    const text = logTextOf([
      { stream: 'stdout', at: '2026-01-01T00:00:00.000Z', count: 1, bytes: Buffer.from('last words\n') },
    ]);
    const packed = (await packLogText(text)).toString('base64');
    const left = { spool: { accepted: place }, logs: { v: 2, ...place, first: 7, last: 7, packed } };
    for (const [folder, entry] of Object.entries(left)) {
      await mkdir(join(home, folder), { recursive: true });
      await appendFile(join(home, folder, '00000001.journal'), `${JSON.stringify(entry)}\n{"torn`);
    }
    await workers.start(broker, { dataDir });
    expect(await master.finished('unfinished-run')).toMatchObject({ outcome: 'lost', attempt: 3 });
    await vi.waitFor(() =>
      expect(master.linesOf('unfinished-run')).toMatchObject([
        { n: 7, stream: 'stdout', text: 'last words' },
      ]),
    );
  });
});
