import { defineHandler } from '@orrery/worker-sdk';
import { expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const workers = useWorkers();
const soon = { timeout: 15_000, interval: 5 };

/** Computes for so long without letting anybody else have a turn. */
const blocking = defineHandler('block', {
  run: () => {
    const untilMs = performance.now() + 2_000;
    while (performance.now() < untilMs);
  },
});

it('a worker whose event loop is late takes nothing, says so, and takes work again when it is not', async () => {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  const settings = { heartbeatMs: 100, intakeLagMs: 1_000, intakeMemoryPercent: 0 };
  await workers.start(broker, settings, { handlers: [blocking] });
  const strainNow = () => master.heartbeats.at(-1)?.resources.strain;
  // What happens before its first look at the loop is not seen.
  await vi.waitUntil(() => master.heartbeats.length > 5, soon);
  expect(strainNow()).toBeUndefined();

  const { runId: blocker } = await master.dispatch({ kind: 'handler', spec: { handler: 'block' } });
  await vi.waitUntil(() => strainNow() !== undefined, soon);
  expect(strainNow()).toEqual({ cause: 'loop_lag', slots: 0 });
  const strained = master.heartbeats.length;
  const { runId } = await master.dispatch({ kind: 'handler', spec: { handler: 'orrery.noop' } });
  await vi.waitUntil(() => master.finishedOf(runId) !== undefined, soon);
  const meanwhile = master.heartbeats.slice(strained).map(({ resources }) => resources.strain?.slots);
  expect(meanwhile.filter((slots) => slots === 0).length).toBeGreaterThan(2);
  expect(master.finishedOf(blocker)).toMatchObject({ outcome: 'succeeded' });
  await vi.waitUntil(() => strainNow() === undefined, soon);
}, 30_000);
