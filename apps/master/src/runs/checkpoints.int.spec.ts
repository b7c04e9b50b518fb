import { describe, expect, it } from 'vitest';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();

async function given() {
  await masters.start();
  const client = masters.client();
  const worker = await masters.worker(client.group);
  await worker.up();
  const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 0 } };
  const { id } = await client.trigger((await client.task({ retry, idempotent: true })).id);
  return { client, worker, id };
}

describe('checkpoints', () => {
  it('go to the next attempt, the newest only, and are shown with the attempt that stored them', async () => {
    const { client, worker, id } = await given();
    const first = await worker.next(1);
    expect(first).not.toHaveProperty('checkpoint');
    await worker.isConfirmed(await worker.stored(first, { page: 1 }));
    await worker.isConfirmed(await worker.stored(first, { page: 2 }));
    expect(await client.attempts(id)).toMatchObject([{ attempt: 1, checkpoint: { page: 2 } }]);
    await worker.finish(first, 'failed');
    expect(await worker.next(2)).toMatchObject({ attempt: 2, checkpoint: { value: { page: 2 } } });
  });

  it('are not replaced by earlier ones of a clock that was ahead, and the run shows the newest', async () => {
    const { client, worker, id } = await given();
    expect(await client.run(id)).toMatchObject({ checkpoint: null });
    const first = await worker.next(1);
    const ahead = '2999-01-01T00:00:00.000Z';
    await worker.isConfirmed(await worker.stored(first, { page: 1 }, { seq: 1, at: ahead }));
    const second = await worker.stored(first, { page: 2 }, { seq: 2, at: '2000-01-01T00:00:00.000Z' });
    await worker.isConfirmed(second);
    await worker.isConfirmed(await worker.stored(first, { page: 1 }, { seq: 1, at: ahead }));
    const checkpoint = { attempt: 1, reportedAt: second.at, value: { page: 2 }, omitted: [] };
    expect(await client.run(id)).toMatchObject({ checkpoint });
    await worker.finish(first, 'failed');
    expect(await worker.next(2)).toMatchObject({ checkpoint: { value: { page: 2 } } });
  });

  it('of an attempt that is over are refused', async () => {
    const { client, worker, id } = await given();
    const first = await worker.next(1);
    await worker.isConfirmed(await worker.stored(first, 'first'));
    await worker.finish(first, 'failed');
    const second = await worker.next(2);
    await worker.isConfirmed(await worker.stored(first, 'too late'));
    await worker.isTold((told) => told.kind === 'stop' && told.runId === id && told.attempt === 1);
    await worker.finish(second, 'failed');
    expect(await worker.next(3)).toMatchObject({ attempt: 3, checkpoint: { value: 'first' } });
    expect(await client.attempts(id)).toMatchObject([
      { attempt: 1, checkpoint: 'first' },
      { attempt: 2, checkpoint: null },
      { attempt: 3, checkpoint: null },
    ]);
  });

  it('come with the end of the attempt as well', async () => {
    const { client, worker, id } = await given();
    const first = await worker.next(1);
    const end = worker.ending(first, 'failed');
    await worker.report({ ...end, checkpoint: { value: null } } as typeof end);
    expect(await worker.next(2)).toMatchObject({ attempt: 2, checkpoint: { value: null } });
    await worker.finish(worker.dispatched[1]!);
    await client.reach(id, 'succeeded');
  });
});
