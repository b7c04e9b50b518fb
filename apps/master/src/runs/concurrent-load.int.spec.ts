import type { DispatchMessage } from '@orrery/contracts';
import { expect, it, vi } from 'vitest';
import type { ScriptedWorker } from '../testing/scripted-worker.js';
import { useMasters } from '../testing/use-masters.js';

const masters = useMasters();

/** Everything that locks runs and schedules at once: claims, reports, retries, cancels, plans, pauses, dispatches. */
it('survives claims, reports, cancels and planning on the same rows without losing or doubling a run', async () => {
  await Promise.all([masters.start(), masters.start()]);
  const client = masters.client();
  const granted = new Map<string, number>();
  const work = (worker: () => ScriptedWorker) => async (message: DispatchMessage) => {
    const ids = await worker().claim(message);
    if (ids.length === 0) return;
    const key = `${message.runId}:${message.attempt}`;
    granted.set(key, (granted.get(key) ?? 0) + 1);
    const outcome = message.attempt === 1 && granted.size % 3 === 0 ? 'failed' : 'succeeded';
    void worker().finish(message, outcome);
  };
  const first: ScriptedWorker = await masters.worker(
    client.group,
    work(() => first),
  );
  const second: ScriptedWorker = await masters.worker(
    client.group,
    work(() => second),
  );
  for (const worker of [first, second]) {
    worker.slots = 50;
    await worker.up();
  }
  const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 10 } };
  const { id: taskId } = await client.task({ retry });
  const paced = await Promise.all(
    Array.from({ length: 5 }, () => client.schedule(taskId, { kind: 'fixedDelay', everyMs: 100 })),
  );
  const rated = await Promise.all(
    Array.from({ length: 10 }, () => client.schedule(taskId, { kind: 'fixedRate', everyMs: 100 })),
  );
  const schedules = [...paced, ...rated];
  const ids: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const items = Array.from({ length: 100 }, () => ({ params: {} }));
    const batch = await client.calls.call('run.triggerBatch', { taskId, items, actor: 'test' });
    ids.push(...batch.items.map((run) => run.id));
    const cancelled = batch.items.filter((_, n) => n % 7 === 0);
    const schedule = schedules[round % schedules.length]!;
    await Promise.all([
      ...cancelled.map((run) => client.cancel(run.id)),
      client
        .pause(schedule.id)
        .then(() => client.calls.call('schedule.resume', { id: schedule.id, actor: 'test' })),
    ]);
  }
  for (const { id } of schedules) await client.pause(id);
  await vi.waitFor(
    async () => {
      const open = await masters.database.run((session) =>
        session.select(
          "SELECT id FROM run WHERE state IN ('pending', 'dispatched') OR (state = 'running' AND cancel_requested_at IS NULL)",
        ),
      );
      expect(open).toEqual([]);
    },
    { timeout: 20_000, interval: 200 },
  );
  expect([...granted.values()].filter((count) => count > 1)).toEqual([]);
  const runs = await masters.database.run((session) =>
    session.select<{ id: string; state: string }>('SELECT id, state FROM run WHERE id IN (?)', [ids]),
  );
  expect(runs).toHaveLength(800);
  expect(runs.every(({ state }) => ['succeeded', 'cancelled'].includes(state))).toBe(true);
}, 60_000);
