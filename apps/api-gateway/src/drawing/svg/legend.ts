import { element, textElement, type Markup } from './markup.js';
import { lookOf, stateLooks, stateText } from './state-looks.js';
import { textWidth } from './text-width.js';

const ROW = 24;
const FONT_SIZE = 11;

/** What the glyphs and colours of a picture mean, and how much of it is in each state. */
export interface Legend {
  readonly markup: Markup;
  readonly height: number;
}

interface Entry {
  readonly state: string;
  readonly text: string;
}

/** The states that occur, in the order of a node's life, in rows no wider than `width`. */
export function drawLegend(states: readonly string[], width: number): Legend {
  let x = 0;
  let y = 0;
  const entries = entriesOf(states).map(({ state, text }) => {
    const entryWidth = 38 + textWidth(text, FONT_SIZE, 'sans');
    if (x > 0 && x + entryWidth > width) [x, y] = [0, y + ROW];
    const drawn = element('g', { class: `s-${lookOf(state)}`, transform: `translate(${x} ${y})` }, [
      drawGlyph(state, 0, 0),
      textElement('text', text, { x: 21, y: 12 }),
    ]);
    x += Math.ceil(entryWidth);
    return drawn;
  });
  return { markup: element('g', { class: 'legend' }, entries), height: y + ROW };
}

export function drawGlyph(state: string, x: number, y: number, on: 'on-page' | 'on-bar' = 'on-page'): Markup {
  const { glyph } = stateLooks[lookOf(state)];
  return element('path', { class: `glyph ${on}`, d: glyph, transform: `translate(${x} ${y})` });
}

function entriesOf(states: readonly string[]): Entry[] {
  const order = Object.keys(stateLooks);
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => order.indexOf(lookOf(a)) - order.indexOf(lookOf(b)) || (a < b ? -1 : 1))
    .map(([state, count]) => ({ state, text: `${stateText(state)} ${count}` }));
}
