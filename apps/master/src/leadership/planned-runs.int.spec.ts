import { newId } from '@orrery/runtime';
import { bestOfThree } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { MasterClient } from '../testing/master-client.js';
import { ScriptedWorker } from '../testing/scripted-worker.js';
import { useMasterProcesses } from '../testing/use-master-processes.js';

const masters = useMasterProcesses();
const starting = { timeout: 20_000, interval: 100 };
const scheduleCount = 8;
const timed = { ...bestOfThree, timeout: 180_000 };

/** Two masters, a worker, and schedules that fire every second: whoever is hit holds planned runs in its memory. */
async function given() {
  const group = newId();
  const processes = [masters.start('m-a'), masters.start('m-b')];
  await masters.areUp(2);
  const client = new MasterClient(masters.rabbit.broker, group);
  const lateness: number[] = [];
  const planned = new Set<string>();
  const worker = new ScriptedWorker(masters.rabbit.broker, `w-${group}`, group, async (message) => {
    if (message.plannedAt !== null) {
      lateness.push(Date.now() - Date.parse(message.plannedAt));
      planned.add(`${message.scheduleId} ${message.plannedAt}`);
    }
    await worker.claim(message);
    await worker.finish(message);
  });
  worker.slots = 100;
  await worker.start();
  await worker.up();
  const { id } = await client.task();
  for (let made = 0; made < scheduleCount; made += 1) await client.everySecond(id);
  await vi.waitFor(() => expect(planned.size).toBeGreaterThan(3 * scheduleCount), starting);
  return { processes, worker, lateness, planned };
}

type Given = Awaited<ReturnType<typeof given>>;

/** Goes on until `seconds` more planned times of every schedule have come; how late the latest of their runs was. */
async function latest({ lateness, planned }: Given, seconds: number): Promise<number> {
  lateness.length = 0;
  const wanted = planned.size + seconds * scheduleCount;
  await vi.waitFor(() => expect(planned.size).toBeGreaterThan(wanted), { timeout: 30_000, interval: 50 });
  return Math.max(...lateness);
}

/** Planned times of each schedule that nobody sent out between the first and the last one seen. */
function missing({ planned }: Given): string[] {
  const bySchedule = new Map<string, number[]>();
  for (const each of planned) {
    const [schedule, at] = each.split(' ') as [string, string];
    bySchedule.set(schedule, [...(bySchedule.get(schedule) ?? []), Date.parse(at)]);
  }
  return [...bySchedule].flatMap(([schedule, seen]) => {
    const times = new Set(seen);
    const span = (Math.max(...seen) - Math.min(...seen)) / 1_000;
    const gaps = Array.from({ length: span }, (_, second) => Math.min(...seen) + second * 1_000);
    return gaps.filter((at) => !times.has(at)).map((at) => `${schedule} ${new Date(at).toISOString()}`);
  });
}

describe('planned runs in the memory of a master', () => {
  it('are sent out by another one within a second when it is killed; none is lost', timed, async () => {
    const all = await given();
    all.processes[0]!.kill('SIGKILL');
    expect(await latest(all, 6)).toBeLessThan(1_000);
    expect(missing(all)).toEqual([]);
    await all.worker.stop();
  });

  it('are sent out by another one within six seconds when it stands still; none is lost', timed, async () => {
    const all = await given();
    all.processes[0]!.kill('SIGSTOP');
    expect(await latest(all, 8)).toBeLessThan(6_000);
    expect(missing(all)).toEqual([]);
    await all.worker.stop();
  });
});
