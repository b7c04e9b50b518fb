import { durationText } from '../duration-text.js';
import { drawGlyph } from '../svg/legend.js';
import { element, pathOf, textElement, type Markup } from '../svg/markup.js';
import { lookOf, stateText } from '../svg/state-looks.js';
import type { TimeScale } from './time-scale.js';
import type { TimelineBar } from './timeline-picture.js';

export const BAR_HEIGHT = 14;
/** A bar is never narrower: what took no time can still be seen and pointed at. */
const LEAST_WIDTH = 2.5;
const HATCH_STEP = 6;
/** Bars that are wide enough tell their state by its glyph, too. */
const GLYPH_ROOM = 20;

/** When a bar was queued, ran and ended, in milliseconds; of what goes on, the end is now. */
export interface BarTimes {
  readonly queuedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Null of an attempt that has not even been queued. */
export function barTimes({ queuedAt, startedAt, endedAt }: TimelineBar, nowMs: number): BarTimes | null {
  const first = queuedAt ?? startedAt;
  if (first === null) return null;
  const queuedMs = first.getTime();
  const endedMs = Math.max(queuedMs, endedAt?.getTime() ?? nowMs);
  return { queuedMs, startedMs: startedAt?.getTime() ?? endedMs, endedMs };
}

/** An attempt: its wait as a hatched lane, its work as a bar of the state's colour. */
export function drawBar(bar: TimelineBar, times: BarTimes, y: number, scale: TimeScale): Markup {
  const [queuedX, startedX, endedX] = [times.queuedMs, times.startedMs, times.endedMs].map((ms) =>
    scale.x(ms),
  ) as [number, number, number];
  const parts = [textElement('title', barTitle(bar, times))];
  if (startedX - queuedX >= 1) parts.push(...drawWait(queuedX, startedX, y));
  if (bar.startedAt !== null) {
    const width = Math.max(LEAST_WIDTH, endedX - startedX);
    parts.push(element('rect', { class: 'bar', x: startedX, y, width, height: BAR_HEIGHT, rx: 2.5 }));
    if (width >= GLYPH_ROOM) parts.push(drawGlyph(bar.state, startedX + 2, y - 1, 'on-bar'));
  }
  return element('g', { class: `attempt s-${lookOf(bar.state)}` }, parts);
}

function drawWait(fromX: number, toX: number, y: number): Markup[] {
  const lane = { x: fromX, y: y + 3, width: toX - fromX, height: BAR_HEIGHT - 6 };
  const [top, bottom] = [lane.y, lane.y + lane.height];
  const strokes: (string | number)[] = [];
  for (let x = fromX; x + lane.height <= toX; x += HATCH_STEP) {
    strokes.push('M', x, bottom, 'L', x + lane.height, top);
  }
  const hatch = strokes.length === 0 ? [] : [element('path', { class: 'hatch', d: pathOf(strokes) })];
  return [element('rect', { class: 'wait', ...lane }), ...hatch];
}

/** What hatching means, at a place of its own. */
export function drawWaitKey(x: number, y: number): Markup[] {
  const text = textElement('text', 'queued', { class: 'faint', x: x + 28, y: y + 11 });
  return [...drawWait(x, x + 22, y), text];
}

function barTitle(bar: TimelineBar, { queuedMs, startedMs, endedMs }: BarTimes): string {
  const waited = `queued ${durationText(startedMs - queuedMs)}`;
  const ran = bar.startedAt === null ? [] : [`ran ${durationText(endedMs - startedMs)}`];
  return [`attempt ${bar.attempt}: ${stateText(bar.state)}`, waited, ...ran].join(', ');
}
