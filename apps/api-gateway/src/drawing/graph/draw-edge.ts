import type { Point } from '../layout/layout.js';
import { element, pathOf, textElement, type Markup } from '../svg/markup.js';
import { cutToWidth, textWidth } from '../svg/text-width.js';

const HEAD = 7;
const LABEL_SIZE = 11;
const LABEL_ROOM = 110;

/** An edge and the lanes it takes through the columns between its ends. */
export interface EdgeLine {
  /** Middle of the right side of the box it leaves. */
  readonly start: Point;
  /** Middle of the left side of the box it reaches. */
  readonly end: Point;
  /** Middles of the columns between. */
  readonly way: readonly Point[];
  readonly columnWidth: number;
  /** Whether what it leads to was left out. */
  readonly isNotTaken: boolean;
  readonly label?: string;
}

/** A curve with an arrow head: level where it passes a column, so that it stays between the boxes of it. */
export function drawEdge(line: EdgeLine): Markup[] {
  const { start, end, way, columnWidth, label } = line;
  const stops = [
    ...way.map(({ x, y }) => [x - columnWidth / 2, y, x + columnWidth / 2] as const),
    [end.x - HEAD, end.y],
  ];
  const parts: (string | number)[] = ['M', start.x, start.y];
  let from = start;
  for (const [x, y, leaveX] of stops as readonly (readonly [number, number, number?])[]) {
    const bend = (x - from.x) / 2;
    parts.push('C', from.x + bend, from.y, x - bend, y, x, y);
    if (leaveX !== undefined) parts.push('H', leaveX);
    from = { x: leaveX ?? x, y };
  }
  const head = ['M', end.x, end.y, 'l', -HEAD - 1, -4, 'v', 8, 'z'];
  const drawn = [
    element('path', { class: line.isNotTaken ? 'edge not-taken' : 'edge', d: pathOf(parts) }),
    element('path', { class: 'head', d: pathOf(head) }),
  ];
  return label === undefined ? drawn : [...drawn, drawLabel(label, end)];
}

/** How much wider the gaps between columns must be for the labels in them. */
export function labelRoom(labels: readonly string[]): number {
  const widest = labels.reduce((width, label) => Math.max(width, textWidth(label, LABEL_SIZE, 'sans')), 0);
  return Math.ceil(Math.min(LABEL_ROOM, widest));
}

/** Before the box that the edge reaches: further back it may share its lane with other edges. */
function drawLabel(label: string, { x, y }: Point): Markup {
  const text = cutToWidth(label, LABEL_ROOM, LABEL_SIZE, 'sans', 'end');
  return textElement('text', text, { class: 'faint halo end', x: x - HEAD - 5, y: y - 5 });
}
