import { element, textElement, type Markup } from '../svg/markup.js';
import type { TimeScale } from './time-scale.js';
import { ticksBetween } from './ticks.js';
import type { ZoneClock } from './zone-clock.js';

export const AXIS_HEIGHT = 28;
const TICK_ROOM = 90;

/** Times above the rows and lines down through them. */
export function drawAxis(scale: TimeScale, height: number, clock: ZoneClock): Markup[] {
  const most = Math.floor(scale.width / TICK_ROOM);
  return ticksBetween(scale.fromMs, scale.toMs, most, clock).flatMap(({ atMs, text }) => {
    const x = scale.x(atMs);
    return [
      element('line', { class: 'rule', x1: x, x2: x, y1: AXIS_HEIGHT - 8, y2: height }),
      textElement('text', text, { class: 'faint middle', x, y: AXIS_HEIGHT - 14 }),
    ];
  });
}

/** A line where the present is, of what has not ended. */
export function drawNow(scale: TimeScale, nowMs: number, height: number): Markup[] {
  const x = scale.x(nowMs);
  return [
    element('line', { class: 'now', x1: x, x2: x, y1: AXIS_HEIGHT - 8, y2: height }),
    textElement('text', 'now', { class: 'now-text', x: x + 6, y: AXIS_HEIGHT - 2 }),
  ];
}
