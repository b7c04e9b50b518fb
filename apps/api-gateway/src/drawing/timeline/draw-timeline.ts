import { durationText } from '../duration-text.js';
import { drawFrame } from '../svg/frame.js';
import { element, textElement, type Markup } from '../svg/markup.js';
import { textWidth } from '../svg/text-width.js';
import { AXIS_HEIGHT, drawAxis, drawNow } from './draw-axis.js';
import { drawWaitKey } from './draw-bar.js';
import { drawRow, REMARK_ROOM, ROW_HEIGHT, statesOf } from './draw-row.js';
import { TimeScale } from './time-scale.js';
import type { TimelinePicture, TimelineRow } from './timeline-picture.js';
import { ZoneClock } from './zone-clock.js';

export const ROW_LIMIT = 500;
const PLOT_WIDTH = 860;
const GREATEST_LABEL_WIDTH = 280;
/** Room for what hatching means, beside a time of the axis. */
const LEAST_LABEL_WIDTH = 116;

/** A workflow run as a Gantt chart in an SVG document: a row for each node, by start, with its attempts. */
export function drawTimeline(picture: TimelinePicture): string {
  const rows = [...picture.rows].sort(byStart).slice(0, ROW_LIMIT);
  const clock = new ZoneClock(picture.timeZone);
  const scale = TimeScale.of({ ...picture, rows }, PLOT_WIDTH);
  const labelWidth = labelWidthOf(rows);
  const height = AXIS_HEIGHT + rows.length * ROW_HEIGHT + 4;
  const nowMs = picture.now.getTime();
  const plot = [
    ...drawBands(rows.length, labelWidth),
    ...drawAxis(scale, height, clock),
    ...drawWaitKey(-labelWidth, AXIS_HEIGHT - 24),
    ...rows.map((row, number) =>
      moved(0, AXIS_HEIGHT + number * ROW_HEIGHT, drawRow(row, labelWidth, scale, nowMs)),
    ),
    ...(picture.endedAt === null ? drawNow(scale, nowMs, height) : []),
  ];
  const note = noteOf(picture.rows.length - rows.length);
  return drawFrame({
    ...{ title: picture.title, subtitle: spanText(picture, clock), description: describe(picture) },
    states: rows.flatMap(statesOf),
    ...{ width: labelWidth + PLOT_WIDTH + REMARK_ROOM, height: height + (note === null ? 0 : ROW_HEIGHT) },
    body: [
      element('g', { transform: `translate(${labelWidth} 0)` }, plot),
      ...(note === null ? [] : [textElement('text', note, { class: 'faint', x: 0, y: height + 16 })]),
    ],
  });
}

/** Rows of which nothing has begun come last, in the order given. */
function byStart(a: TimelineRow, b: TimelineRow): number {
  const [first, second] = [a, b].map(firstMs) as [number, number];
  return first === second ? 0 : first - second;
}

function firstMs({ bars }: TimelineRow): number {
  const times = bars.flatMap(({ queuedAt, startedAt }) => [queuedAt ?? startedAt ?? []].flat());
  return times.reduce((first, at) => Math.min(first, at.getTime()), Infinity);
}

function labelWidthOf(rows: readonly TimelineRow[]): number {
  const widest = rows.reduce((width, { label }) => Math.max(width, textWidth(label, 12, 'mono')), 0);
  return Math.min(GREATEST_LABEL_WIDTH, Math.max(LEAST_LABEL_WIDTH, Math.ceil(widest) + 36));
}

function drawBands(rows: number, labelWidth: number): Markup[] {
  const width = labelWidth + PLOT_WIDTH + REMARK_ROOM;
  return Array.from({ length: Math.ceil(rows / 2) }, (_, pair) =>
    element('rect', {
      class: 'band',
      ...{
        x: -labelWidth - 6,
        y: AXIS_HEIGHT + 2 * pair * ROW_HEIGHT,
        width: width + 12,
        height: ROW_HEIGHT,
      },
      rx: 4,
    }),
  );
}

function moved(x: number, y: number, part: Markup): Markup {
  return element('g', { transform: `translate(${x} ${y})` }, [part]);
}

function noteOf(leftOut: number): string | null {
  if (leftOut <= 0) return null;
  const rows = leftOut === 1 ? 'row is' : 'rows are';
  return `${leftOut} more ${rows} not drawn: the ${ROW_LIMIT} that began first are; the list of nodes has all.`;
}

function spanText({ startedAt, endedAt, now, timeZone }: TimelinePicture, clock: ZoneClock): string {
  const day = clock.formatter({ dateStyle: 'medium' });
  const time = clock.formatter({ dateStyle: 'medium', timeStyle: 'medium' });
  const timeOnly = clock.formatter({ timeStyle: 'medium' });
  const startMs = startedAt.getTime();
  const endMs = (endedAt ?? now).getTime();
  const end = day(startMs) === day(endMs) ? timeOnly(endMs) : time(endMs);
  const span = endedAt === null ? `since ${time(startMs)}` : `${time(startMs)} – ${end}`;
  return `${span} (${timeZone}) · ${durationText(endMs - startMs)}`;
}

function describe({ title, rows, endedAt }: TimelinePicture): string {
  const attempts = rows.reduce((count, { bars }) => count + bars.length, 0);
  const state = endedAt === null ? 'which goes on' : 'which has ended';
  return `Timeline of ${title}, ${state}. Nodes: ${rows.length}. Attempts: ${attempts}.`;
}
