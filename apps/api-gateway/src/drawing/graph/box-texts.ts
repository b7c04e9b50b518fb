import { durationText } from '../duration-text.js';
import type { Size } from '../layout/layout.js';
import { stateText } from '../svg/state-looks.js';
import { textWidth } from '../svg/text-width.js';
import type { PicturedNode } from './graph-picture.js';

/** From the left edge of a box to its texts: room for the glyph. */
export const TEXT_LEFT = 34;
export const TEXT_RIGHT = 12;
export const ID_SIZE = 12;
export const LINE_SIZE = 11;

const BETWEEN = ' · ';
const LEAST_WIDTH = 150;
const GREATEST_WIDTH = 320;
const HEIGHT = 48;
const NOTE_HEIGHT = 16;
export const KIND_GAP = 14;

/** `failed · 12 s · attempt 3`, or as much of it from its beginning as fits into `room`. */
export function statusText({ state, durationMs, attempt }: PicturedNode, room = Infinity): string {
  const duration = durationMs === null ? [] : [durationText(durationMs)];
  const tries = attempt === undefined || attempt < 2 ? [] : [`attempt ${attempt}`];
  const parts = [stateText(state), ...duration, ...tries];
  while (parts.length > 1 && textWidth(parts.join(BETWEEN), LINE_SIZE, 'sans') > room) parts.pop();
  return parts.join(BETWEEN);
}

/** All that is known of a node, uncut, for the pointer that rests upon it. */
export function boxTitle(node: PicturedNode): string {
  const kind = node.isFinal ? `${node.kind}, finally` : node.kind;
  return [node.id, kind, statusText(node), ...(node.note === undefined ? [] : [node.note])].join('\n');
}

/** All boxes are as wide as the widest text that still fits: columns then have edges of one kind only. */
export function boxSizes(nodes: readonly PicturedNode[]): Size[] {
  const texts = nodes.reduce((widest, node) => Math.max(widest, contentWidth(node)), 0);
  const width = Math.ceil(Math.min(GREATEST_WIDTH, Math.max(LEAST_WIDTH, TEXT_LEFT + texts + TEXT_RIGHT)));
  return nodes.map(({ note }) => ({ width, height: note === undefined ? HEIGHT : HEIGHT + NOTE_HEIGHT }));
}

function contentWidth(node: PicturedNode): number {
  const line = textWidth(`${statusText(node)}${node.kind}`, LINE_SIZE, 'sans') + KIND_GAP;
  return Math.max(textWidth(node.id, ID_SIZE, 'mono'), line);
}
