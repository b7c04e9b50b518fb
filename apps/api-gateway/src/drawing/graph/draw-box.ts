import type { Point, Size } from '../layout/layout.js';
import { drawGlyph } from '../svg/legend.js';
import { brief, element, textElement, type Markup } from '../svg/markup.js';
import { cutToWidth, textWidth } from '../svg/text-width.js';
import { boxTitle, ID_SIZE, KIND_GAP, LINE_SIZE, statusText, TEXT_LEFT, TEXT_RIGHT } from './box-texts.js';
import type { PicturedNode } from './graph-picture.js';

/** A node: its id, state, duration and kind in a box of the state's colour. */
export function drawBox(node: PicturedNode, centre: Point, { width, height }: Size): Markup {
  const [x, y] = [brief(centre.x - width / 2), brief(centre.y - height / 2)];
  const room = width - TEXT_LEFT - TEXT_RIGHT;
  const statusRoom = room - KIND_GAP - textWidth(node.kind, LINE_SIZE, 'sans');
  const parts = [
    textElement('title', boxTitle(node)),
    element('rect', { class: 'box', width, height, rx: 9 }),
    drawGlyph(node.state, 10, 8),
    textElement('text', cutToWidth(node.id, room, ID_SIZE, 'mono', 'middle'), {
      class: 'id',
      x: TEXT_LEFT,
      y: 20,
    }),
    textElement('text', statusText(node, statusRoom), {
      class: 'ink',
      x: TEXT_LEFT,
      y: 37,
    }),
    textElement('text', node.kind, { class: 'faint end', x: width - TEXT_RIGHT, y: 37 }),
  ];
  if (node.note !== undefined) {
    const text = cutToWidth(node.note, room, LINE_SIZE, 'sans', 'end');
    parts.push(textElement('text', text, { class: 'faint', x: TEXT_LEFT, y: 53 }));
  }
  return element('g', { class: `node s-${node.state}`, transform: `translate(${x} ${y})` }, parts);
}
