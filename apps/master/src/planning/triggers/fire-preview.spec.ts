import { PreviewFiresDto, parse } from '@orrery/contracts';
import { SettableClock } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { FirePreview } from './fire-preview.js';
import { FireTimes } from './fire-times.js';

const times = new FireTimes();
const foretold = new FirePreview(times, new SettableClock(new Date('2026-03-27T12:00:00.000Z')));
const berlin = (expression: string) => ({ kind: 'cron', expression, timeZone: 'Europe/Berlin' });
const preview = (body: object) => foretold.preview(parse(PreviewFiresDto, body));

describe('FirePreview', () => {
  it('marks the fire that stands for a time in the gap, and warns of it', () => {
    const { fires, details, nextTransition } = preview({ trigger: berlin('30 2 * * *'), count: 3 });
    expect(fires).toEqual(details.map(({ at }) => at));
    expect(details.map(({ local, offset, transition }) => [local, offset, transition])).toEqual([
      ['2026-03-28T02:30:00', '+01:00', null],
      ['2026-03-29T03:00:00', '+02:00', 'gap'],
      ['2026-03-30T02:30:00', '+02:00', null],
    ]);
    expect(details[1]!.note).toBe(
      '02:30 is left out: the clock is put forward from 02:00 to 03:00. Fires once, at the end of the gap.',
    );
    expect(nextTransition).toEqual({
      timeZone: 'Europe/Berlin',
      at: '2026-03-29T01:00:00.000Z',
      kind: 'gap',
      note: 'On 2026-03-29 the clock is put forward from 02:00 to 03:00.',
      concerned: [{ local: '2026-03-29T02:30:00', fires: ['2026-03-29T01:00:00.000Z'] }],
    });
  });

  it('says what is skipped and what is shifted', () => {
    const trigger = berlin('30 2 * * *');
    const skipping = preview({ trigger, dst: { gap: 'skip', overlap: 'first' }, count: 2 });
    expect(skipping.fires[1]).toBe('2026-03-30T00:30:00.000Z');
    expect(skipping.nextTransition!.concerned).toEqual([{ local: '2026-03-29T02:30:00', fires: [] }]);
    const shifting = preview({ trigger, dst: { gap: 'shift', overlap: 'first' }, count: 2 });
    expect(shifting.details[1]).toMatchObject({ local: '2026-03-29T03:30:00', transition: 'gap' });
  });

  it.each([
    ['first', ['first']],
    ['second', ['second']],
    ['both', ['first', 'second']],
  ])('marks what comes twice: %s', (overlap, marks) => {
    const dst = { gap: 'skip', overlap };
    const from = '2026-10-24T12:00:00Z';
    const { details, nextTransition } = preview({ trigger: berlin('30 2 * * *'), from, dst, count: 3 });
    const notes = details.filter(({ transition }) => transition === 'overlap').map(({ note }) => note);
    expect(notes.map((note) => /This is the (\w+) time/.exec(note!)?.[1])).toEqual(marks);
    expect(nextTransition).toMatchObject({ kind: 'overlap', at: '2026-10-25T01:00:00.000Z' });
    expect(nextTransition!.concerned[0]!.fires).toHaveLength(marks.length);
  });

  it('has no warning where no clock change concerns the times', () => {
    expect(preview({ trigger: berlin('0 12 * * *') }).nextTransition).toBeNull();
    expect(preview({ trigger: { kind: 'fixedRate', everyMs: 60_000 } }).nextTransition).toBeNull();
  });

  it('shows a schedule with jitter as it will be, under its name', () => {
    const timing = { trigger: berlin('0 * * * *'), jitterMs: 600_000 };
    const { fires } = preview({ ...timing, name: 'nightly', count: 5 });
    const schedule = {
      project: 'default',
      name: 'nightly',
      startAt: null,
      endAt: null,
      anchorAt: new Date(0),
    };
    const bounds = { ...schedule, jitterMs: 600_000, dailyWindow: null, dst: null };
    const trigger = { kind: 'cron' as const, expression: '0 * * * *', timeZone: 'Europe/Berlin' };
    let at = new Date('2026-03-27T12:00:00.000Z');
    for (const fire of fires) {
      at = times.next(trigger, bounds, at)!;
      expect(fire).toBe(at.toISOString());
    }
    expect(() => preview(timing)).toThrowError(/name/);
  });

  it('shows the coming fires of a schedule, a fixed delay from when it is due', () => {
    const anchorAt = new Date('2026-03-27T11:00:00.000Z');
    const bounds = { project: 'default', name: 'x', startAt: null, endAt: null, anchorAt };
    const plain = { ...bounds, jitterMs: 0, dailyWindow: null, dst: null };
    const trigger = { kind: 'fixedDelay' as const, everyMs: 3_600_000 };
    const nextFireAt = new Date('2026-03-27T12:10:00.000Z');
    const { fires } = foretold.coming({ ...plain, trigger, nextFireAt }, 2);
    expect(fires).toEqual(['2026-03-27T12:10:00.000Z', '2026-03-27T13:10:00.000Z']);
    const rate = { kind: 'fixedRate' as const, everyMs: 3_600_000 };
    expect(foretold.coming({ ...plain, trigger: rate, nextFireAt }, 1).fires).toEqual([
      '2026-03-27T13:00:00.000Z',
    ]);
  });

  it('shows local times of the daily window where there is no cron', () => {
    const dailyWindow = { from: '08:00', to: '09:00', timeZone: 'Asia/Kolkata' };
    const { details } = preview({
      trigger: { kind: 'fixedRate', everyMs: 1_800_000 },
      dailyWindow,
      count: 2,
    });
    expect(details.map(({ local, offset }) => [local, offset])).toEqual([
      ['2026-03-28T08:00:00', '+05:30'],
      ['2026-03-28T08:30:00', '+05:30'],
    ]);
    expect(preview({ trigger: { kind: 'event', event: 'x' } }).fires).toEqual([]);
  });
});
