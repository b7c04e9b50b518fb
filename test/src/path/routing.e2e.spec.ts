import type { RunDto, WorkerReservationDto } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { until } from '../installation/until.js';

/** Three real workers of one group, one of them with what the others lack. */
describe('routing to real workers', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await startInstallation({
      mode: 'cluster',
      mail: false,
      workers: {
        'worker-1': { ORRERY_LABELS: 'zone=a', ORRERY_SLOTS: '2' },
        'worker-2': { ORRERY_LABELS: 'zone=a', ORRERY_SLOTS: '2' },
        'worker-3': { ORRERY_LABELS: 'zone=b,gpu=yes', ORRERY_SLOTS: '3' },
      },
    });
  });
  afterAll(() => installation?.close());

  const idOf = (name: string) => installation.workerIds.find((id) => id.endsWith(name))!;
  const childrenOf = async (id: string) =>
    (await installation.api.http.must<{ items: RunDto[] }>('GET', `/runs/${id}/children`)).items;
  const noneNeeded = { minFreeCpu: 0, minFreeMemoryBytes: 0, minFreeDiskBytes: 0 };

  it('sends runs only where the labels are, and tells why a run waits when nobody has them', async () => {
    const { api } = installation;
    const gpu = await api.shell('true', { requires: { labels: { gpu: 'yes' }, ...noneNeeded } });
    const runs = await api.triggerBatch(gpu.id, 6);
    for (const { id } of runs) {
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', workerId: idOf('worker-3') });
    }
    const moon = await api.shell('true', { requires: { labels: { zone: 'moon' }, ...noneNeeded } });
    const { id } = await api.trigger(moon.id);
    await until('the reason to be told', async () => {
      const { summary } = await api.http.must<{ summary: string }>('GET', `/runs/${id}/why`);
      return summary.includes('zone=moon');
    });
    await api.cancel(id);
    expect((await api.ended(id)).state).toBe('cancelled');
  });

  it('pushes to the worker that the policy names, and takes turns', async () => {
    const { api } = installation;
    const first = await api.shell('true', { routing: { policy: 'FIRST' } });
    const runs = await api.triggerBatch(first.id, 5);
    for (const { id } of runs) expect((await api.ended(id)).workerId).toBe(idOf('worker-1'));
    const turns = await api.shell('true', { routing: { policy: 'ROUND_ROBIN' } });
    const workers: (string | null)[] = [];
    for (let n = 0; n < 6; n += 1) {
      workers.push((await api.ended((await api.trigger(turns.id)).id)).workerId);
    }
    expect([...workers].sort()).toEqual(
      ['worker-1', 'worker-1', 'worker-2', 'worker-2', 'worker-3', 'worker-3'].map(idOf),
    );
  });

  it('broadcasts to all three, each of which knows its part', async () => {
    const { api } = installation;
    const task = await api.shell('echo part $ORRERY_SHARD_INDEX of $ORRERY_SHARD_TOTAL', {
      routing: { policy: 'BROADCAST' },
    });
    const { id } = await api.trigger(task.id);
    expect(await api.ended(id)).toMatchObject({ state: 'succeeded', shardTotal: 3, progress: 1 });
    const children = await childrenOf(id);
    expect(children.map(({ shardIndex }) => shardIndex)).toEqual([0, 1, 2]);
    expect(children.map(({ workerId }) => workerId).sort()).toEqual([...installation.workerIds].sort());
    for (const child of children) await api.logWith(child.id, `part ${child.shardIndex} of 3`);
  });

  it('goes on with a sharded run when a worker dies in the middle of its part', async () => {
    const { api } = installation;
    const task = await api.shell('sleep 3', { routing: { policy: 'SHARDING', shards: 3 } });
    const { id } = await api.trigger(task.id);
    await until('every part to run', async () =>
      (await childrenOf(id)).filter(({ state }) => state === 'running').length === 3 ? true : undefined,
    );
    await installation.kill('worker-2');
    expect(await api.ended(id, 90_000)).toMatchObject({ state: 'succeeded' });
    expect((await childrenOf(id)).some(({ attempt }) => attempt === 2)).toBe(true);
    installation.start('worker-2');
    await installation.untilReady();
  });

  it('keeps reserved slots free for the run that names the reservation', async () => {
    const { api } = installation;
    const worker = idOf('worker-3');
    const { id: reservationId } = await api.http.must<WorkerReservationDto>(
      'POST',
      `/workers/${worker}/reservations`,
      { body: { slots: 3, forMs: 60_000, purpose: 'the test' } },
    );
    const others = await api.triggerBatch((await api.shell('true')).id, 30);
    for (const { id } of others) expect((await api.ended(id)).state).toBe('succeeded');
    const heavy = await api.shell('true', { weight: 3 });
    const run = await api.http.must<RunDto>('POST', `/tasks/${heavy.id}/runs`, {
      body: { reservationId },
    });
    expect(await api.ended(run.id)).toMatchObject({ state: 'succeeded', workerId: worker });
  });
});
