import { columnsOf, firstStepMs, type ResourcePoint } from '@orrery/domain';
import { describe, expect, it, vi } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();
const waiting = { timeout: 10_000, interval: 20 };
const startedAt = new Date('2026-03-01T00:00:00.000Z');
const columns = (...points: ResourcePoint[]) => columnsOf({ startedAt, stepMs: firstStepMs, points });
const [first, second] = [
  { ageMs: 1_000, cpuMs: 500, pids: 3 },
  { ageMs: 2_000, cpuMs: 700, pids: 2 },
];

async function given() {
  await masters.start();
  const client = masters.client();
  const worker = await masters.worker(client.group);
  await worker.up();
  const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 0 } };
  const { id } = await client.trigger((await client.task({ retry, idempotent: true })).id);
  const plot = (query: { attempt?: number } = {}) => client.calls.call('run.samples', { id, query });
  return { client, worker, id, plot };
}

describe('what attempts took', () => {
  it('is shown while they run, as far as it has come, and whole when they have ended', async () => {
    const { client, worker, id, plot } = await given();
    const attempt = await worker.next(1);
    expect(await plot()).toEqual({ attempt: 1, stepMs: firstStepMs, items: [] });
    await worker.sampled(attempt, columns(second));
    const at = (ms: number) => new Date(startedAt.getTime() + ms).toISOString();
    const shown = [{ at: at(2_000), cpu: 0.35, pids: 2 }];
    await vi.waitFor(async () => expect((await plot()).items).toEqual(shown), waiting);
    const end = { ...worker.ending(attempt, 'failed'), samples: columns(first, second) };
    await worker.isConfirmed(await worker.report(end));
    const items = [
      { at: at(1_000), cpu: 0.5, pids: 3 },
      { at: at(2_000), cpu: 0.2, pids: 2 },
    ];
    expect(await plot({ attempt: 1 })).toEqual({ attempt: 1, stepMs: firstStepMs, items });
    const again = await worker.next(2);
    // The former attempt has no say any more.
    await worker.sampled(attempt, columns({ ageMs: 3_000, cpuMs: 9_000 }));
    await worker.isTold((told) => told.kind === 'stop' && told.runId === id && told.attempt === 1);
    expect((await plot({ attempt: 1 })).items).toEqual(items);
    expect(await plot()).toEqual({ attempt: 2, stepMs: firstStepMs, items: [] });
    await worker.finish(again);
    await client.reach(id, 'succeeded');
  });

  it('is of an attempt of a run', async () => {
    const { client, plot } = await given();
    await expect(plot({ attempt: 2 })).rejects.toMatchObject({ code: 'not_found' });
    const nobody = client.calls.call('run.samples', {
      id: '0190f3b2-0000-7000-8000-000000000000',
      query: {},
    });
    await expect(nobody).rejects.toMatchObject({ code: 'not_found' });
  });
});
