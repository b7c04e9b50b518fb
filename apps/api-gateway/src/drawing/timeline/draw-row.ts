import { durationText } from '../duration-text.js';
import { drawGlyph } from '../svg/legend.js';
import { element, textElement, type Markup } from '../svg/markup.js';
import { lookOf } from '../svg/state-looks.js';
import { cutToWidth, textWidth } from '../svg/text-width.js';
import { BAR_HEIGHT, barTimes, drawBar, type BarTimes } from './draw-bar.js';
import type { TimeScale } from './time-scale.js';
import type { TimelineBar, TimelineRow } from './timeline-picture.js';

export const ROW_HEIGHT = 24;
/** Of a node that was tried more often, the last ones are drawn. */
const BAR_LIMIT = 50;
const LABEL_SIZE = 12;
const LABEL_LEFT = 22;

/** States of the attempts of a row; of a node that has none, that it waits for one. */
export function statesOf({ bars }: TimelineRow): string[] {
  return bars.length === 0 ? ['pending'] : bars.map(({ state }) => state);
}

/** A node: its id at the left of x = 0, its attempts at the right of it. */
export function drawRow(row: TimelineRow, labelWidth: number, scale: TimeScale, nowMs: number): Markup {
  const y = (ROW_HEIGHT - BAR_HEIGHT) / 2;
  const state = statesOf(row).at(-1)!;
  const label = cutToWidth(row.label, labelWidth - LABEL_LEFT - 10, LABEL_SIZE, 'mono', 'middle');
  const drawn = row.bars.slice(-BAR_LIMIT).flatMap((bar) => {
    const times = barTimes(bar, nowMs);
    return times === null ? [] : [{ bar, times }];
  });
  return element('g', { class: 'row' }, [
    element('g', { class: `s-${lookOf(state)}` }, [
      textElement('title', row.id),
      drawGlyph(state, -labelWidth, (ROW_HEIGHT - 16) / 2),
      textElement('text', label, { class: 'plain-id', x: LABEL_LEFT - labelWidth, y: 16 }),
    ]),
    ...drawn.map(({ bar, times }) => drawBar(bar, times, y, scale)),
    ...(drawn.length === 0 ? [] : [drawRemark(row, drawn.at(-1)!, scale)]),
  ]);
}

/** How long the last attempt ran, or waits, next to its bar: at the right where there is room. */
function drawRemark(row: TimelineRow, last: { bar: TimelineBar; times: BarTimes }, scale: TimeScale): Markup {
  const { bar, times } = last;
  const sinceMs = bar.startedAt === null ? times.queuedMs : times.startedMs;
  const tries = row.bars.length > 1 ? ` · ${row.bars.length} attempts` : '';
  const text = `${durationText(times.endedMs - sinceMs)}${tries}`;
  return textElement('text', text, { class: 'faint halo', x: scale.x(times.endedMs) + 8, y: 16 });
}

/** Room that the remarks of rows need at the right of the scale. */
export const REMARK_ROOM = Math.ceil(textWidth('59 min 59 s · 50 attempts', 11, 'sans')) + 8;
