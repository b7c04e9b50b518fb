import { defaultIsolation, noResourceLimits } from '@orrery/domain';
import { SystemClock } from '@orrery/runtime';
import { useContainerEngine } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const used = useContainerEngine();
const workers = useWorkers();
const clock = new SystemClock();

const wordsOfCancel = 'cancelled: enough';
const wordsOfTerm = 'what ran in its container was told to end; the container is removed';
const wordsOfKill = 'what ran in its container was killed; the container is removed';

async function given() {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  await workers.start(broker, { containerEngine: used.address });
  const dispatch = async (command: string, killGraceMs = 0, memoryBytes = 0) => {
    const spec = { image: used.image, pullPolicy: 'never', readOnlyRoot: true } as const;
    const { runId } = await master.dispatch({
      kind: 'container',
      spec: { ...spec, args: ['/bin/sh', '-c', command] },
      isolation: { ...defaultIsolation, network: 'none', limits: { ...noResourceLimits, memoryBytes } },
      killGraceMs,
    });
    return runId;
  };
  const finished = async (runId: string) => {
    const report = await master.finished(runId, 25_000);
    const log = master.linesOf(runId).map(({ text }) => text);
    return { report, ending: report.execution!.ending!, log };
  };
  /** One that says `up`, and is cancelled then. */
  const cancelled = async (command: string, killGraceMs: number) => {
    const runId = await dispatch(command, killGraceMs);
    await vi.waitUntil(() => master.textOf(runId, 'stdout').includes('up'), { timeout: 20_000 });
    const cancelledAtMs = clock.now().getTime();
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' });
    const { report, ending, log } = await finished(runId);
    expect(report.outcome).toBe('cancelled');
    const tookMs = Date.parse(ending.at) - cancelledAtMs;
    return { ending, tookMs, log: log.slice(log.indexOf('up')) };
  };
  return { dispatch, finished, cancelled };
}

const heeding = 'trap "echo asked; exit 0" TERM; echo up; while :; do sleep 0.05; done';

describe('a container that is to end', () => {
  it('is told so, and that is all when it heeds', async () => {
    const { cancelled } = await given();
    const { ending, tookMs, log } = await cancelled(heeding, 60_000);
    expect(log).toEqual(['up', wordsOfCancel, 'asked', wordsOfTerm]);
    expect(ending).toMatchObject({ by: 'term', seen: 'container' });
    expect(tookMs).toBeLessThan(25_000);
  });

  it('is killed when its grace is over, and not before', async () => {
    const { cancelled } = await given();
    const stubborn = 'trap "echo asked" TERM; echo up; while :; do sleep 0.05; done';
    const { ending, tookMs, log } = await cancelled(stubborn, 1_200);
    expect(log).toEqual(['up', wordsOfCancel, 'asked', wordsOfKill]);
    expect(ending).toMatchObject({ by: 'kill', seen: 'container' });
    expect(tookMs).toBeGreaterThanOrEqual(1_200);
  });

  it('is killed at once where it has no grace', async () => {
    const { cancelled } = await given();
    const { ending, log } = await cancelled(heeding, 0);
    expect(log).toEqual(['up', wordsOfCancel, wordsOfKill]);
    expect(ending).toMatchObject({ by: 'kill', seen: 'container' });
  });
});

it('a container that ends by itself is told of no end', async () => {
  const { dispatch, finished } = await given();
  const { ending, log } = await finished(await dispatch('echo up'));
  expect(log).toEqual(['started on worker w-1 (attempt 1)', 'up', 'exited with code 0']);
  expect(ending).toMatchObject({ by: 'exit', seen: 'container', processes: 0 });
});

it('a container that goes on without what the kernel killed of it says what that was', async () => {
  const { dispatch, finished } = await given();
  const greedy = 'head -c 100000000 /dev/zero | tr "\\\\0" x';
  const command = `/bin/sh -c 'x=$(${greedy}); echo never'; echo after`;
  const memoryBytes = 32 * 2 ** 20;
  const { report, log } = await finished(await dispatch(command, 0, memoryBytes));
  expect(report).toMatchObject({ outcome: 'succeeded', execution: { ending: { by: 'exit' } } });
  expect(log).toContain('after');
  expect(log).not.toContain('never');
  expect(log.join('\n')).toMatch(
    /the kernel killed [1-9]\d* process\(es\) of it for want of memory: it may take 33554432 bytes together/,
  );
});
