import type { CallReply } from '@orrery/contracts';
import type { OverlapMode } from '@orrery/domain';
import { describe, expect, it, vi } from 'vitest';
import type { MasterClient } from '../../testing/master-client.js';
import type { ScriptedWorker } from '../../testing/scripted-worker.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();
const workMs = 120;
/** A queue that drops nothing needs some air, or it grows on a slow machine. */
const paceMs = (overlap: OverlapMode) => (overlap === 'QUEUE_ALL' ? 1_500 : 300);
const waiting = { timeout: 20_000, interval: 50 };

/** A worker that works on what it gets for a moment, and notes when two runs of a schedule meet. */
async function workingOn(client: MasterClient) {
  const busy = new Map<string, string>();
  const met: string[] = [];
  const done = new Map<string, string[]>();
  const worker: ScriptedWorker = await masters.worker(client.group, async (message) => {
    const scheduleId = message.scheduleId!;
    const granted = await worker.claim(message);
    if (granted.length === 0) return;
    if (busy.has(scheduleId)) met.push(`${busy.get(scheduleId)} and ${message.runId}`);
    busy.set(scheduleId, message.runId);
    setTimeout(() => {
      busy.delete(scheduleId);
      done.set(scheduleId, [...(done.get(scheduleId) ?? []), message.runId]);
      worker.finish(message).catch(() => undefined);
    }, workMs);
  });
  worker.slots = 100;
  return { worker, met, done };
}

describe('runs of serial schedules, with two masters', () => {
  const makeSchedules = async (client: MasterClient, overlap: OverlapMode, count: number) => {
    const { id: taskId } = await client.task();
    const made = Array.from({ length: count }, () =>
      client.schedule(taskId, { kind: 'fixedRate', everyMs: paceMs(overlap) }, { overlap }),
    );
    return Promise.all(made);
  };
  const firedOf = async (client: MasterClient, schedule: CallReply<'schedule.create'>) => {
    const fires = [...(await client.fires(schedule.id))].reverse();
    return fires.filter(({ outcome }) => outcome === 'FIRED').map(({ runId }) => runId);
  };

  it.each<OverlapMode>(['QUEUE_ALL', 'QUEUE_ONE', 'REPLACE_QUEUED', 'SKIP'])(
    '%s never lets two of a schedule meet, loses none, and one master is enough to go on',
    async (overlap) => {
      await masters.start();
      const leaving = await masters.start();
      const client = masters.client();
      const { worker, met, done } = await workingOn(client);
      await worker.up();
      const schedules = await makeSchedules(client, overlap, 8);
      const runs = (count: number) =>
        vi.waitFor(() => expect([...done.values()].flat().length).toBeGreaterThan(count), waiting);
      await runs(24);
      await leaving.stop();
      await runs(48);
      for (const { id } of schedules) await client.pause(id);
      for (const { id } of schedules) await client.calls.call('schedule.resume', { id, actor: 'test' });
      await runs(64);
      for (const { id } of schedules) {
        const body = {
          target: { kind: 'task' as const, id: schedules[0]!.target.id },
          trigger: { kind: 'fixedRate' as const, everyMs: 3_600_000 },
          params: {},
          jitterMs: 0,
          overlap,
        };
        await client.calls.call('schedule.replace', { id, body, actor: 'test' });
      }
      expect(met).toEqual([]);
      for (const schedule of schedules) {
        const fired = await firedOf(client, schedule);
        await vi.waitFor(() => expect(done.get(schedule.id)).toHaveLength(fired.length), waiting);
        expect(done.get(schedule.id)).toEqual(fired);
      }
      const hour = 3_600_000;
      const from = new Date(Date.now() - hour).toISOString();
      const to = new Date(Date.now() + 1_000).toISOString();
      expect(await client.calls.call('ledger.proof', { query: { from, to } })).toMatchObject({ holds: true });
    },
    60_000,
  );
});

describe('what is lost on the way', () => {
  const openAndQueued = async () => {
    await masters.start();
    const client = masters.client();
    const worker = await masters.worker(client.group);
    await worker.up();
    const { id: taskId } = await client.task();
    const trigger = { kind: 'fixedRate' as const, everyMs: 300 };
    const { id } = await client.schedule(taskId, trigger, { overlap: 'QUEUE_ONE' });
    const first = await worker.next(1);
    await worker.claim(first);
    const queued = await vi.waitFor(async () => {
      const fired = (await client.fires(id)).filter(({ outcome }) => outcome === 'FIRED');
      expect(fired).toHaveLength(2);
      return fired[0]!.runId;
    }, waiting);
    return { id, client, worker, first, queued };
  };
  const write = (sql: string, id: string) => masters.database.run((session) => session.execute(sql, [id]));

  it('the next run goes on when nobody told of the end of the one before', async () => {
    const { worker, first, queued } = await openAndQueued();
    await write("UPDATE run SET state = 'succeeded', finished_at = due_at WHERE id = ?", first.runId);
    expect(await worker.next(2)).toMatchObject({ runId: queued });
  });

  it('a run is cancelled for the next one when the master died before it could', async () => {
    const { id, client, worker, first } = await openAndQueued();
    await client.pause(id);
    await write("UPDATE schedule SET overlap = 'CANCEL_RUNNING' WHERE id = ?", id);
    await worker.isTold((told) => told.kind === 'cancel' && told.runId === first.runId);
    await worker.finish(first, 'cancelled');
    await client.reach(first.runId, 'cancelled');
  });
});

it('a paused schedule stays paused, however many masters were planning it', async () => {
  await Promise.all([masters.start(), masters.start()]);
  const client = masters.client();
  const { id: taskId } = await client.task();
  const schedules = await Promise.all(Array.from({ length: 20 }, () => client.everySecond(taskId)));
  const pacer = await client.everySecond(taskId);
  const firesOf = async (id: string) =>
    (await client.fires(id)).filter(({ outcome }) => outcome === 'FIRED').length;
  await vi.waitFor(async () => expect(await firesOf(pacer.id)).toBeGreaterThan(1), waiting);
  const paused = await Promise.all(
    schedules.map(async ({ id }) => {
      await client.pause(id);
      return { id, fires: await client.fires(id) };
    }),
  );
  const before = await firesOf(pacer.id);
  await vi.waitFor(async () => expect(await firesOf(pacer.id)).toBeGreaterThan(before + 2), waiting);
  for (const { id, fires } of paused) {
    expect(await client.calls.call('schedule.get', { id })).toMatchObject({
      state: 'paused',
      nextFireAt: null,
    });
    expect((await client.fires(id)).length).toBe(fires.length);
  }
  await client.pause(pacer.id);
});
