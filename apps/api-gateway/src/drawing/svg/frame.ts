import { drawLegend } from './legend.js';
import { element, escaped, textElement, type Markup } from './markup.js';
import { lookOf } from './state-looks.js';
import { styleSheet } from './style-sheet.js';
import { cutToWidth } from './text-width.js';

const PAD = 24;
const LEAST_WIDTH = 640;
const HEADER_WIDTH = 1_200;
const TITLE_HEIGHT = 24;
const SUBTITLE_HEIGHT = 20;
const HEADER_GAP = 14;

/** What is common to pictures: a title, what they are about, a legend, and the drawing below. */
export interface Framed {
  readonly title: string;
  readonly subtitle?: string;
  /** For those who cannot see it: the picture in a sentence. */
  readonly description: string;
  /** State of each thing drawn, for the legend. */
  readonly states: readonly string[];
  readonly width: number;
  readonly height: number;
  /** Drawn from (0, 0) to (`width`, `height`). */
  readonly body: readonly Markup[];
}

/** A whole SVG document; it fetches nothing, runs nothing, and follows the viewer's colour scheme. */
export function drawFrame(framed: Framed): string {
  const inner = Math.max(framed.width, LEAST_WIDTH);
  const header = drawHeader(framed, Math.min(inner, HEADER_WIDTH));
  const width = Math.ceil(inner + 2 * PAD);
  const height = Math.ceil(header.height + framed.height + 2 * PAD);
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    ...{ width, height, viewBox: `0 0 ${width} ${height}` },
    ...{ class: 'orrery-picture', role: 'img' },
  };
  return element('svg', root, [
    textElement('title', framed.title),
    textElement('desc', framed.description),
    element('style', {}, [escaped(styleSheet([...new Set(framed.states.map(lookOf))].sort()))]),
    element('rect', { class: 'page', width, height }),
    element('g', { transform: `translate(${PAD} ${PAD})` }, header.parts),
    element('g', { transform: `translate(${PAD} ${PAD + header.height})` }, framed.body),
  ]);
}

function drawHeader(framed: Framed, width: number): { parts: Markup[]; height: number } {
  const { title, subtitle } = framed;
  const legendTop = TITLE_HEIGHT + (subtitle === undefined ? 0 : SUBTITLE_HEIGHT) + 4;
  const legend = drawLegend(framed.states, width);
  const parts = [
    textElement('text', cutToWidth(title, width, 17, 'sans', 'end'), { class: 'heading', x: 0, y: 14 }),
  ];
  if (subtitle !== undefined) {
    const text = cutToWidth(subtitle, width, 11, 'sans', 'end');
    parts.push(textElement('text', text, { class: 'faint', x: 0, y: TITLE_HEIGHT + 10 }));
  }
  parts.push(element('g', { transform: `translate(0 ${legendTop})` }, [legend.markup]));
  return { parts, height: legendTop + legend.height + HEADER_GAP };
}
