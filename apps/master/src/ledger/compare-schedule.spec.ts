import type { Trigger } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../persistence/stores/ledger.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { ScheduleVersion } from '../persistence/stores/schedule-version.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { given } from '../testing/specimens.js';
import { compareSchedule } from './compare-schedule.js';
import { ProofTally } from './proof-tally.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const at = (second: number) => new Date(start.getTime() + second * 1_000);
const everySecond: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
const schedule = given.schedule(everySecond);
const span = { from: at(0), to: at(10) };

function version(planAfter: Date, over: Partial<Schedule> = {}, deleted = false): ScheduleVersion {
  return { schedule: { ...schedule, ...over }, deleted, planAfter, changedBy: 'test' };
}
function entry(second: number, over: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    scheduleId: schedule.id,
    plannedAt: at(second),
    outcome: 'FIRED',
    dispatchedAt: new Date(at(second).getTime() + second),
    ...over,
  };
}
const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => entry(from + n));

async function compare(versions: ScheduleVersion[], entries: LedgerEntry[], settledBy = at(100)) {
  const tally = new ProofTally();
  await compareSchedule({ versions, entries }, new FireTimes(), span, settledBy, tally);
  return tally.toDto(span.from, span.to, null);
}

describe('compareSchedule', () => {
  it('holds when all is there, and tells how late it was', async () => {
    const proof = await compare([version(at(-1))], seconds(0, 10));
    expect(proof).toMatchObject({ holds: true, planned: 10, accounted: 10, schedules: 1, pending: 0 });
    expect(proof.lateness).toEqual({ count: 10, p50: 5, p99: 9, max: 9 });
  });

  it('names what is missing and what should not be there', async () => {
    const entries = [...seconds(0, 4), ...seconds(5, 10), entry(3.5, { outcome: 'SKIPPED' })];
    const proof = await compare([version(at(-1))], entries);
    expect(proof).toMatchObject({
      holds: false,
      planned: 10,
      accounted: 9,
      missingCount: 1,
      unexpectedCount: 1,
    });
    expect(proof.missing).toEqual([{ scheduleId: schedule.id, plannedAt: at(4).toISOString() }]);
    expect(proof.unexpected).toMatchObject([{ plannedAt: at(3.5).toISOString(), outcome: 'SKIPPED' }]);
  });

  it('follows each version in its time only', async () => {
    const versions = [
      version(at(-1)),
      version(at(2), { version: 2, state: 'paused' }),
      version(at(5), { version: 3, trigger: { kind: 'fixedRate', everyMs: 2_000 } }),
      version(at(8), { version: 4, state: 'paused' }, true),
    ];
    expect(await compare(versions, [...seconds(0, 3), entry(6), entry(8)])).toMatchObject({
      holds: true,
      planned: 5,
    });
    expect(await compare(versions, [...seconds(0, 4), entry(6), entry(8)])).toMatchObject({
      holds: false,
      unexpectedCount: 1,
    });
  });

  it('proves nothing by what may still be on its way', async () => {
    const young = await compare([version(at(-1))], seconds(0, 6), at(5));
    expect(young).toMatchObject({ holds: true, planned: 10, accounted: 6, pending: 4 });
    expect(await compare([version(at(-1))], seconds(0, 4), at(5))).toMatchObject({
      holds: false,
      missingCount: 2,
      pending: 4,
    });
    const ahead = await compare([version(at(-1)), version(at(5), { state: 'paused' })], seconds(0, 8), at(5));
    expect(ahead).toMatchObject({ holds: true, unexpectedCount: 0 });
  });

  it('excludes what follows no clock by name, also where the trigger changed', async () => {
    const delay: Trigger = { kind: 'fixedDelay', everyMs: 100 };
    const versions = [version(at(-1), { trigger: delay }), version(at(4), { version: 2 })];
    const proof = await compare(versions, [entry(1.23), entry(3.21), ...seconds(5, 10)]);
    expect(proof).toMatchObject({ holds: true, planned: 5, schedules: 1 });
    expect(proof.excluded).toMatchObject([{ trigger: 'fixedDelay', schedules: 1, fires: 2 }]);
  });

  it('is quick with many fires that follow no clock', async () => {
    const entries = Array.from({ length: 200_000 }, (_, n) => entry(n));
    const event = version(at(-1), { trigger: { kind: 'event', event: 'closed' } });
    expect((await compare([event], entries)).excluded).toMatchObject([{ fires: 200_000 }]);
  });

  it('does not take the wait for another run for lateness', async () => {
    const proof = await compare([version(at(-1), { overlap: 'QUEUE_ALL' })], seconds(0, 10));
    expect(proof).toMatchObject({ holds: true, lateness: { count: 0, p50: null, p99: null, max: null } });
  });
});
