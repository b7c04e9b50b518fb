import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { defaultIsolation } from '@orrery/domain';
import { useBroker, useContainerEngine } from '@orrery/testing';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useRealWorkers, workerUsers, type RealWorker } from '../testing/use-real-workers.js';

const limitMs = 60_000;
const leaseMs = 8_000;
const used = useBroker();
const engine = useContainerEngine();
const workers = useRealWorkers(used);
const master = new TrialMaster({ broker: used.broker, leases: { count: Infinity, leaseMs } });

beforeAll(async () => {
  await master.start();
  // For the worker of an ordinary user.
  chmodSync(dirname(engine.address), 0o711);
  chmodSync(engine.address, 0o666);
}, limitMs);

const settings = () => ({ ORRERY_CONTAINER_ENGINE: engine.address });

/** A container that runs, and heeds nobody. */
async function running(worker: RealWorker) {
  const command = 'trap "" TERM; echo up; while :; do sleep 0.1; done';
  const spec = { image: engine.image, pullPolicy: 'never', readOnlyRoot: true } as const;
  const isolation = { ...defaultIsolation, network: 'none' };
  const { runId } = await master.dispatch(
    { kind: 'container', spec: { ...spec, args: ['/bin/sh', '-c', command] }, isolation },
    worker.id,
  );
  await vi.waitUntil(() => master.textOf(runId, 'stdout').includes('up'), { timeout: 20_000 });
  const [name] = await engine.labelled(`orrery.run=${runId}`);
  return { runId, name: name! };
}

const stopped = (name: string) =>
  vi.waitUntil(async () => (await engine.inspect(name))?.State.Status === 'exited', {
    timeout: 3 * leaseMs,
    interval: 200,
  });

describe.each(workerUsers)('of the worker of %s', (user) => {
  it(
    'a container has a user without rights, and its directory',
    async () => {
      const worker = await workers.start(master, user, undefined, settings());
      const command = 'echo "uid=$(id -u)" > "$ORRERY_OUTPUT"; mkdir a && echo 1 > a/b; touch c';
      const { runId } = await master.dispatch(
        {
          spec: { command },
          isolation: { ...defaultIsolation, level: 'container', network: 'none', image: engine.image },
        },
        worker.id,
      );
      const report = await master.finished(runId, limitMs);
      expect(report).toMatchObject({ outcome: 'succeeded', execution: { ending: { seen: 'container' } } });
      expect(Number((report.result as { readonly uid: string }).uid)).toBeGreaterThanOrEqual(1_000);
    },
    limitMs,
  );

  it(
    'a container does not outlive it, and is gone before its loss is told',
    async () => {
      const name = { ORRERY_NODE_ID: `w-killed-${user}` };
      const worker = await workers.start(master, user, undefined, { ...settings(), ...name });
      const container = await running(worker);
      await worker.kill();
      await stopped(container.name);
      await workers.start(master, user, worker, settings());
      expect(await engine.inspect(container.name)).toBeUndefined();
      expect(await master.finished(container.runId, limitMs)).toMatchObject({ outcome: 'lost' });
    },
    limitMs,
  );

  it(
    'a container does not outlive the lease when it hangs',
    async () => {
      const name = { ORRERY_NODE_ID: `w-hung-${user}` };
      const worker = await workers.start(master, user, undefined, { ...settings(), ...name });
      const container = await running(worker);
      process.kill(worker.pid, 'SIGSTOP');
      try {
        await stopped(container.name);
      } finally {
        process.kill(worker.pid, 'SIGCONT');
        await worker.kill();
      }
    },
    limitMs,
  );
});
