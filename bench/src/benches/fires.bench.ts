import { measureDueAtOnce } from '../measures/due-at-once.js';
import { measureFireLateness } from '../measures/fire-lateness.js';
import { percentile } from '../report/percentile.js';
import type { BenchContext } from './bench-context.js';

/** Lateness at a gentle and at a heavy rate of fires. */
export async function benchFires(context: BenchContext): Promise<void> {
  await lateness(context, 100, context.quick ? 3 : 20);
  await lateness(context, context.quick ? 200 : 2_000, context.quick ? 3 : 60);
}

async function lateness(
  { cluster, report }: BenchContext,
  schedules: number,
  seconds: number,
): Promise<void> {
  const { startMs, dispatchMs, missing } = await measureFireLateness(cluster, schedules, seconds);
  const of = `${schedules} schedules each second for ${seconds} s`;
  const add = (name: string, value: number, goal?: string) =>
    report.add({ name: `${name} (${schedules}/s)`, value, unit: 'ms', of, goal });
  add('fire to dispatch p50', percentile(dispatchMs, 0.5));
  add('fire to dispatch p99', percentile(dispatchMs, 0.99), '<= 50 ms');
  add('fire to start p50', percentile(startMs, 0.5));
  add('fire to start p99', percentile(startMs, 0.99));
  report.add({ name: `fires missing (${schedules}/s)`, value: missing, unit: 'fires', of, goal: '0' });
}

/** Many schedules that are due at the same instant. */
export async function benchDueAtOnce({ cluster, report, quick }: BenchContext): Promise<void> {
  const schedules = quick ? 500 : 10_000;
  const { dispatchMs, missing } = await measureDueAtOnce(cluster, schedules);
  const of = `${schedules} schedules due in the same second`;
  const last = percentile(dispatchMs, 1);
  report.add({ name: 'last dispatch after the due time', value: last, unit: 'ms', of, goal: '<= 1000 ms' });
  report.add({ name: 'due at once, missing', value: missing, unit: 'fires', of, goal: '0' });
}
