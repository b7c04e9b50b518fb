import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import { measureBacklog } from '../measures/backlog.js';
import { cpuUse } from '../measures/cpu-use.js';
import { measureFireLateness } from '../measures/fire-lateness.js';
import { registerIdleSchedules } from '../measures/registered-schedules.js';
import { residentMegabytes } from '../measures/resident-memory.js';
import { median } from '../report/percentile.js';
import type { BenchContext } from './bench-context.js';

const schedulesDueEachSecond = 100;
const settleMs = 3_000;

interface PlanningCost {
  /** CPU time of masters and database for each fire, in microseconds. */
  readonly cpuPerFire: number;
  readonly masterMegabytes: number;
}

/** What planning costs with few and with very many schedules registered. */
export async function benchRegisteredSchedules(context: BenchContext): Promise<void> {
  const { cluster, report, quick } = context;
  const [few, many] = [1_000, quick ? 10_000 : 1_000_000];
  const seconds = quick ? 5 : 20;
  await registerIdleSchedules(cluster, few);
  const before = await planningCost(cluster, seconds);
  await registerIdleSchedules(cluster, many - few);
  const after = await planningCost(cluster, seconds);
  const of = `${many} registered against ${few}, ${schedulesDueEachSecond} due each second for ${seconds} s`;
  report.add({ name: 'CPU for each fire, few registered', value: before.cpuPerFire, unit: 'µs', of });
  report.add({ name: 'CPU for each fire, many registered', value: after.cpuPerFire, unit: 'µs', of });
  const ratio = after.cpuPerFire / before.cpuPerFire;
  report.add({ name: 'planning cost, many to few registered', value: ratio, unit: '', of, goal: '<= 1.5' });
  const growth = after.masterMegabytes - before.masterMegabytes;
  report.add({ name: 'growth of the master', value: growth, unit: 'MB', of, goal: 'flat' });
}

async function planningCost(cluster: BenchCluster, seconds: number): Promise<PlanningCost> {
  await sleep(settleMs);
  const before = cpuUse();
  await measureFireLateness(cluster, schedulesDueEachSecond, seconds);
  const after = cpuUse();
  const used = ['master', 'database'].reduce(
    (sum, part) => sum + (after.get(part) ?? 0) - (before.get(part) ?? 0),
    0,
  );
  return {
    cpuPerFire: used / (schedulesDueEachSecond * seconds),
    masterMegabytes: residentMegabytes('master'),
  };
}

/** How fast a short and a very long backlog go out, in turn. */
export async function benchBacklog({ cluster, report, quick, rounds }: BenchContext): Promise<void> {
  const [short, long] = [quick ? 1_000 : 20_000, quick ? 10_000 : 1_000_000];
  const ratios: number[] = [];
  for (let round = 0; round < Math.min(rounds, 2); round += 1) {
    const shortRate = await measureBacklog(cluster, short);
    const longRate = await measureBacklog(cluster, long);
    ratios.push(shortRate / longRate);
    report.add({
      name: 'dispatch rate, short backlog',
      value: shortRate,
      unit: 'runs/s',
      of: `${short} pending`,
    });
    report.add({
      name: 'dispatch rate, long backlog',
      value: longRate,
      unit: 'runs/s',
      of: `${long} pending`,
    });
  }
  const of = `${short} pending against ${long}`;
  report.add({
    name: 'slower with a long backlog',
    value: median(ratios),
    unit: 'times',
    of,
    goal: '<= 1.5',
  });
}
