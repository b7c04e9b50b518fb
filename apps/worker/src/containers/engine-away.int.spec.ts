import { defaultIsolation } from '@orrery/domain';
import { useContainerEngine } from '@orrery/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';
import { useWorkers } from '../testing/use-workers.js';

const used = useContainerEngine();
const workers = useWorkers();

beforeEach(async () => {
  await used.engine.end();
  await used.engine.start();
});

async function given(containerEngineAwayMs: number) {
  const broker = workers.inProcessBroker();
  const master = new TrialMaster({ broker });
  await master.start();
  const settings = { containerEngine: used.address, containerEngineAwayMs };
  await workers.start(broker, settings);
  const dispatch = (command: string, over: { readonly idempotent?: boolean } = {}) =>
    master.dispatch({
      kind: 'container',
      spec: {
        ...{ image: used.image, pullPolicy: 'never', readOnlyRoot: true },
        ...{ entrypoint: ['/bin/sh', '-c'], args: [command] },
      },
      isolation: { ...defaultIsolation, network: 'none' },
      ...over,
    });
  const says = (runId: string, text: string) =>
    vi.waitUntil(() => master.textOf(runId, 'stdout').includes(text), { timeout: 10_000 });
  return { broker, master, dispatch, says };
}

describe('an engine that is away for a while', () => {
  it('is waited for by what runs, whose end is not told before it is known', async () => {
    const { master, dispatch, says } = await given(30_000);
    const { runId } = await dispatch('echo up; sleep 2; echo rows=1 > "$ORRERY_OUTPUT"; exit 0');
    await says(runId, 'up');
    await used.engine.end();
    const [, told] = await Promise.all([
      vi.waitUntil(() => master.textOf(runId, 'system').join().includes('is away'), { timeout: 10_000 }),
      new Promise((resolve) => setTimeout(() => resolve(master.finishedOf(runId)), 3_500)),
    ]);
    expect(told).toBeUndefined();
    await used.engine.start();
    expect(await master.finished(runId, 20_000)).toMatchObject({
      outcome: 'succeeded',
      result: { rows: '1' },
    });
    expect(master.textOf(runId, 'system').join()).toContain('answers again');
    expect(await used.labelled(`orrery.run=${runId}`)).toEqual([]);
  });

  it('is waited for by what is to begin', async () => {
    const { master, dispatch } = await given(30_000);
    await used.engine.end();
    const { runId } = await dispatch('echo late');
    await vi.waitUntil(() => master.textOf(runId, 'system').join().includes('is away'), { timeout: 10_000 });
    await used.engine.start();
    expect(await master.finished(runId, 20_000)).toMatchObject({ outcome: 'succeeded' });
    expect(master.textOf(runId, 'stdout')).toEqual(['late']);
  });

  it('does not keep a cancel from being carried out, and told when it was', async () => {
    const { master, dispatch, says } = await given(30_000);
    const { runId } = await dispatch('trap "" TERM; echo up; while :; do sleep 0.1; done');
    await says(runId, 'up');
    const [name] = await used.labelled(`orrery.run=${runId}`);
    await used.engine.end();
    await master.control('w-1', { v: 1, kind: 'cancel', runId, attempt: 1, reason: 'enough' });
    await vi.waitUntil(() => master.textOf(runId, 'system').join().includes('is away'), { timeout: 10_000 });
    expect(master.finishedOf(runId)).toBeUndefined();
    await used.engine.start();
    expect(await master.finished(runId, 20_000)).toMatchObject({
      outcome: 'cancelled',
      execution: { ending: { by: 'kill', seen: 'container' } },
    });
    expect(await used.inspect(name!)).toBeUndefined();
  });
});

describe('an engine that stays away', () => {
  it.each([
    [false, { retry: { kind: 'never' } }],
    [true, {}],
  ])('fails what ran; idempotent %s', async (idempotent, retry) => {
    const { master, dispatch, says } = await given(1_000);
    const { runId } = await dispatch('echo up; sleep 60', { idempotent });
    await says(runId, 'up');
    const [name] = await used.labelled(`orrery.run=${runId}`);
    await used.engine.end();
    const report = await master.finished(runId, 20_000);
    expect(report).toMatchObject({ outcome: 'failed', failure: { kind: 'isolation_unavailable', ...retry } });
    expect(report.failure!.message).toContain('may run on');
    expect(report.execution?.ending).toBeUndefined();
    await used.engine.start();
    await vi.waitUntil(async () => (await used.inspect(name!)) === undefined, {
      timeout: 20_000,
      interval: 200,
    });
  });

  it('fails what is to begin, which may be tried again', async () => {
    const { master, dispatch } = await given(1_000);
    await used.engine.end();
    const { runId } = await dispatch('true');
    const { failure } = await master.finished(runId, 20_000);
    expect(failure?.kind).toBe('isolation_unavailable');
    expect(failure?.retry).toBeUndefined();
    expect(failure?.message).toContain('has not begun');
  });
});
