import { describe, expect, it } from 'vitest';
import { DrawnPicture, textsOf, titleOf } from '../testing/read-svg.js';
import { textWidth } from '../svg/text-width.js';
import { drawTimeline } from './draw-timeline.js';
import type { TimelineBar, TimelinePicture, TimelineRow } from './timeline-picture.js';

const start = Date.UTC(2026, 2, 1, 12, 0, 0);
const at = (seconds: number) => new Date(start + seconds * 1_000);

function bar(
  queued: number,
  started: number | null,
  ended: number | null,
  more: Partial<TimelineBar> = {},
): TimelineBar {
  return {
    queuedAt: at(queued),
    startedAt: started === null ? null : at(started),
    endedAt: ended === null ? null : at(ended),
    ...{ state: 'succeeded', attempt: 1, ...more },
  };
}

function row(id: string, ...bars: TimelineBar[]): TimelineRow {
  return { id, label: id, bars };
}

function draw(rows: readonly TimelineRow[], more: Partial<TimelinePicture> = {}): DrawnPicture {
  const span = { startedAt: at(0), endedAt: at(100), now: at(500) };
  return new DrawnPicture(drawTimeline({ title: 'specimen', ...span, timeZone: 'UTC', rows, ...more }));
}

const labels = (picture: DrawnPicture) => picture.withClass('plain-id').map(({ textContent }) => textContent);
const number = (element: { getAttribute(name: string): string | null }, name: string) =>
  Number(element.getAttribute(name));

describe('the picture of a timeline', () => {
  it('has a row for each node in the order in which they began, those that have not at the end', () => {
    const rows = [row('none'), row('late', bar(50, 60, 70)), row('early', bar(10, 80, 90)), row('nor')];
    expect(labels(draw(rows))).toEqual(['early', 'late', 'none', 'nor']);
  });

  it('divides an attempt into waiting and running, on one scale', () => {
    const picture = draw([row('a', bar(0, 25, 100)), row('b', bar(50, 50, 75))]);
    const [wait, ...others] = picture
      .withClass('attempt')
      .flatMap((each) => Array.from(each.getElementsByTagName('rect')));
    const [a, b] = others;
    expect(wait!.getAttribute('class')).toBe('wait');
    const perSecond = number(wait!, 'width') / 25;
    expect(number(a!, 'x')).toBeCloseTo(number(wait!, 'x') + 25 * perSecond);
    expect(number(a!, 'width')).toBeCloseTo(75 * perSecond);
    expect(number(b!, 'x')).toBeCloseTo(50 * perSecond);
    expect(others).toHaveLength(2);
  });

  it('has a bar for each attempt, which tells its times, and says how many there were', () => {
    const tries = [bar(0, 5, 10, { state: 'timed_out' }), bar(20, 30, 42, { attempt: 2 })];
    const picture = draw([row('a', ...tries)]);
    expect(picture.withClass('attempt').map(titleOf)).toEqual([
      'attempt 1: timed out, queued 5.0 s, ran 5.0 s',
      'attempt 2: succeeded, queued 10 s, ran 12 s',
    ]);
    expect(textsOf(picture.withClass('row')[0]!)).toContain('12 s · 2 attempts');
  });

  it('draws what goes on until now, and a line there', () => {
    const rows = [
      row('a', bar(0, 10, null, { state: 'running' })),
      row('b', bar(0, null, null, { state: 'dispatched' })),
    ];
    const picture = draw(rows, { endedAt: null, now: at(60) });
    const [line] = picture.withClass('now');
    const [running] = picture.withClass('bar');
    expect(number(running!, 'x') + number(running!, 'width')).toBeCloseTo(number(line!, 'x1'));
    expect(picture.withClass('attempt').map(titleOf)[1]).toBe('attempt 1: dispatched, queued 1 min');
    expect(draw([]).withClass('now')).toEqual([]);
  });

  it('tells states by a glyph as well', () => {
    const picture = draw([row('a', bar(0, 0, 50)), row('b', bar(0, 0, 50, { state: 'failed' }))]);
    const glyphs = picture.withClass('on-bar').map((each) => each.getAttribute('d'));
    expect(new Set(glyphs).size).toBe(2);
    expect(textsOf(picture.withClass('legend')[0]!)).toEqual(['succeeded 1', 'failed 1']);
  });

  it('shows a state that it does not know, as it is', () => {
    const picture = draw([row('a', bar(0, 0, 50, { state: 'brand_new' }))]);
    expect(textsOf(picture.withClass('legend')[0]!)).toEqual(['brand new 1']);
  });

  it('tells times as the clocks of the zone show them', () => {
    const picture = draw([row('a', bar(0, 0, 100))], { timeZone: 'Asia/Kolkata' });
    expect(picture.withClass('faint')[0]!.textContent).toBe(
      '1 Mar 2026, 17:30:00 – 17:31:40 (Asia/Kolkata) · 1 min 40 s',
    );
    expect(picture.withClass('middle').map(({ textContent }) => textContent)).toContain('17:31:00');
  });

  it('has at most 500 rows, those that began first, and says how many it leaves out', () => {
    const rows = Array.from({ length: 613 }, (_, each) => row(`n${each}`, bar(613 - each, 613 - each, 700)));
    const picture = draw(rows);
    expect(labels(picture)).toHaveLength(500);
    expect(labels(picture)[0]).toBe('n612');
    expect(picture.text).toContain('113 more rows are not drawn');
    expect(draw(rows.slice(0, 500)).text).not.toContain('not drawn');
  });

  it('keeps times apart from what hatching means, however short the ids are', () => {
    const picture = draw([row('a', bar(0, 0, 0))], { endedAt: at(0) });
    const key = picture.withClass('faint').find(({ textContent }) => textContent === 'queued')!;
    const [time] = picture.withClass('middle');
    const keyEnd = number(key, 'x') + textWidth('queued', 11, 'sans');
    expect(keyEnd).toBeLessThan(number(time!, 'x') - textWidth(time!.textContent!, 11, 'sans') / 2);
  });

  it('keeps hostile texts texts, is the same each time, and can be empty', () => {
    const id = `<script>alert("1")</script> & '`;
    const rows = [row(id, bar(0, 1, 2, { state: id }))];
    const picture = draw(rows, { title: id });
    expect(picture.named('script')).toEqual([]);
    expect(picture.named('title')[0]!.textContent).toBe(id);
    expect(draw(rows, { title: id }).text).toBe(picture.text);
    expect(draw([], { endedAt: at(0) }).withClass('row')).toEqual([]);
  });
});
