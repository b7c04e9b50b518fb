import type { CallReply } from '@orrery/contracts';
import { bestOfThree } from '@orrery/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCuttableMaster } from '../testing/cuttable-master.js';
import type { MasterClient } from '../testing/master-client.js';
import type { ScriptedWorker } from '../testing/scripted-worker.js';
import { useMasters } from '../testing/use-masters.js';

const schedulesAtOnce = 50;
const masters = useMasters();

/** First planned time of the fire behind each dispatch, by schedule. */
function plannedBySchedule(worker: ScriptedWorker): Map<string, string[]> {
  const planned = new Map<string, string[]>();
  for (const { scheduleId, plannedAt } of worker.dispatched) {
    planned.set(scheduleId!, [...(planned.get(scheduleId!) ?? []), plannedAt!]);
  }
  return planned;
}

describe('two masters plan the same schedules', () => {
  let client: MasterClient;
  let worker: ScriptedWorker;
  let schedules: CallReply<'schedule.create'>[];
  const arrivedAtMs = new Map<string, number>();

  beforeEach(async () => {
    arrivedAtMs.clear();
    client = masters.client();
    worker = await masters.worker(client.group, (message) => {
      const key = `${message.scheduleId} ${message.plannedAt}`;
      arrivedAtMs.set(key, arrivedAtMs.get(key) ?? Date.now());
    });
    worker.slots = 1_000;
  });

  afterEach(async () => {
    for (const { id } of schedules) await client.pause(id);
  });

  const makeSchedules = async () => {
    const { id } = await client.task({ idempotent: true });
    const names = Array.from({ length: schedulesAtOnce }, () => id);
    schedules = await Promise.all(names.map((taskId) => client.everySecond(taskId)));
  };
  const dispatches = (count: number) =>
    vi.waitFor(() => expect(worker.dispatched.length).toBeGreaterThanOrEqual(count), { timeout: 15_000 });

  /** Every planned time between the first and the last of a schedule has one fire and one dispatch. */
  const expectEachOnce = async () => {
    for (const { id } of schedules) {
      const fires = [...(await client.fires(id))].reverse();
      const times = fires.map((fire) => Date.parse(fire.plannedAt));
      expect(times.every((at, n) => n === 0 || at - times[n - 1]! === 1_000)).toBe(true);
      const fired = fires.filter((fire) => fire.outcome === 'FIRED').map((fire) => fire.plannedAt);
      await vi.waitFor(() => expect(plannedBySchedule(worker).get(id)).toHaveLength(fired.length), {
        timeout: 5_000,
      });
      expect(plannedBySchedule(worker).get(id)!.sort()).toEqual(fired);
    }
  };
  const latestMs = () =>
    Math.max(...[...arrivedAtMs].map(([key, atMs]) => atMs - Date.parse(key.split(' ')[1]!)));

  it('and each planned time has one fire and one message', async () => {
    await Promise.all([masters.start(), masters.start()]);
    await worker.up();
    await makeSchedules();
    await dispatches(4 * schedulesAtOnce);
    await Promise.all(schedules.map(({ id }) => client.pause(id)));
    await expectEachOnce();
  });

  it('and one that stops leaves what it planned to the other', bestOfThree, async () => {
    await masters.start();
    const leaving = await masters.start();
    await worker.up();
    await makeSchedules();
    await dispatches(2 * schedulesAtOnce);
    await leaving.stop();
    await dispatches(5 * schedulesAtOnce);
    await Promise.all(schedules.map(({ id }) => client.pause(id)));
    await expectEachOnce();
    expect(latestMs()).toBeLessThan(1_500);
  });

  it('and one that is cut off from everything leaves what it planned to the other', bestOfThree, async () => {
    await masters.start();
    const dying = await startCuttableMaster(masters);
    await worker.up();
    await makeSchedules();
    await dispatches(2 * schedulesAtOnce);
    dying.cut();
    await dispatches(5 * schedulesAtOnce);
    await Promise.all(schedules.map(({ id }) => client.pause(id)));
    await expectEachOnce();
    expect(latestMs()).toBeLessThan(1_500);
    await dying.end();
  });
});
