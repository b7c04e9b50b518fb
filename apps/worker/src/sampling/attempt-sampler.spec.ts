import { seriesOf, type ResourceSeries } from '@orrery/domain';
import { SystemClock } from '@orrery/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Attempt } from '../executing/attempt.js';
import { AttemptLog } from '../logs/attempt-log.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { AttemptSampler } from './attempt-sampler.js';
import type { SendSamples } from './sampled-attempt.js';
import type { ResourceReading } from './usage-source.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

function attemptOf(): Attempt {
  const parts = { now: () => '', onAppend: () => undefined, limitBytes: 1_000 };
  return new Attempt(dispatchOf(), new AttemptLog({ runId: 'r', attempt: 1, ...parts }));
}

function given(send: SendSamples = () => true) {
  const sent: ResourceSeries[] = [];
  const sampler = new AttemptSampler(new SystemClock(), (attempt, samples) => {
    const isSent = send(attempt, samples);
    if (isSent) sent.push(seriesOf(samples)!);
    return isSent;
  });
  return { sampler, sent };
}

/** One core, all the time. */
function busy() {
  const beganMs = performance.now();
  const read = vi.fn((): ResourceReading => ({ cpuMs: Math.round(performance.now() - beganMs), pids: 1 }));
  return { read };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const agesOf = (series: ResourceSeries | undefined) => series?.points.map(({ ageMs }) => ageMs);

it('looks at all attempts in one round a second, each from its own first second on', async () => {
  const { sampler } = given();
  const [early, late] = [attemptOf(), attemptOf()];
  sampler.watch(early, busy());
  await pass(400);
  sampler.watch(late, busy());
  expect(vi.getTimerCount()).toBe(1);
  await pass(2_600);
  expect(agesOf(early.samples)).toEqual([1_000, 2_000, 3_000]);
  expect(agesOf(late.samples)).toEqual([1_600, 2_600]);
  expect(early.samples).toMatchObject({ stepMs: 1_000, points: [{ cpuMs: 1_000, pids: 1 }, {}, {}] });
});

it('reads nothing of an attempt that is over before its first second, and rests when there is none', async () => {
  const { sampler } = given();
  const [attempt, source] = [attemptOf(), busy()];
  const stop = sampler.watch(attempt, source);
  await pass(900);
  stop();
  await pass(10_000);
  expect(source.read).not.toHaveBeenCalled();
  expect(attempt.samples).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

it('looks the less often the longer an attempt lasts', async () => {
  const { sampler } = given();
  const [attempt, source] = [attemptOf(), busy()];
  sampler.watch(attempt, source);
  await pass(3_600_000);
  expect(attempt.samples).toMatchObject({ stepMs: 16_000 });
  expect(attempt.samples!.points.length).toBeGreaterThan(120);
  expect(attempt.samples!.points.length).toBeLessThanOrEqual(240);
  expect(attempt.samples!.points.at(-1)!.cpuMs).toBeGreaterThan(3_580_000);
  expect(source.read.mock.calls.length).toBeLessThan(900);
});

it('sends what is new, soon at first and then at intervals that grow to a minute', async () => {
  const { sampler, sent } = given();
  sampler.watch(attemptOf(), busy());
  await pass(200_000);
  expect(sent.map((series) => series.points.at(-1)!.ageMs)).toEqual([
    5_000, 15_000, 35_000, 75_000, 135_000, 195_000,
  ]);
  expect(sent.map((series) => series.points.length)).toEqual([5, 10, 20, 40, 60, 60]);
});

it('keeps what cannot be sent now, and sends nothing of an attempt that ends', async () => {
  let isConnected = false;
  const { sampler, sent } = given(() => isConnected);
  const attempt = attemptOf();
  sampler.watch(attempt, busy());
  await pass(20_000);
  isConnected = true;
  await pass(1_000);
  expect(sent.map((series) => series.points.length)).toEqual([21]);
  attempt.end({ kind: 'cancelled', reason: 'enough' });
  await pass(60_000);
  expect(sent).toHaveLength(1);
  expect(attempt.samples!.points).toHaveLength(81);
});

it('asks a source that answers later once at a time, and wants no answer after the end', async () => {
  const { sampler } = given();
  const attempt = attemptOf();
  const answers: ((reading?: ResourceReading) => void)[] = [];
  const read = vi.fn(() => new Promise<ResourceReading | undefined>((resolve) => answers.push(resolve)));
  const stop = sampler.watch(attempt, { read });
  await pass(5_000);
  expect(read).toHaveBeenCalledTimes(1);
  answers[0]!({ cpuMs: 7 });
  await pass(1_000);
  expect(attempt.samples!.points).toEqual([{ ageMs: 5_000, cpuMs: 7 }]);
  expect(read).toHaveBeenCalledTimes(2);
  stop();
  answers[1]!({ cpuMs: 8 });
  await pass(1_000);
  expect(attempt.samples!.points).toHaveLength(1);
});

it('goes on after a source that fails, or has nothing to tell', async () => {
  const { sampler } = given();
  const attempt = attemptOf();
  const said: (() => ResourceReading | undefined | Promise<ResourceReading>)[] = [
    () => undefined,
    () => ({ cpuMs: undefined }),
    () => Promise.reject(new Error('away')),
    () => {
      throw new Error('broken');
    },
  ];
  sampler.watch(attempt, { read: () => (said.shift() ?? (() => ({ pids: 2 })))() });
  await pass(6_000);
  expect(attempt.samples!.points).toEqual([
    { ageMs: 5_000, pids: 2 },
    { ageMs: 6_000, pids: 2 },
  ]);
});
