/** Pixels a character takes at most in the usual fonts of the kind, per pixel of font size. */
const widthOf = { mono: 0.61, sans: 0.58 };
export type FontKind = keyof typeof widthOf;

const ELLIPSIS = '…';
const TAIL_SHARE = 0.45;
/** Most texts: each character is one, which need not be found out at a microsecond a piece. */
const PLAIN = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** From here on scripts are mostly written in characters of double width. */
const FIRST_WIDE = 0x1100;

/** How wide a text is at most, as far as one can tell without the font. */
export function textWidth(text: string, fontSize: number, kind: FontKind): number {
  return charactersOf(text).reduce((cells, each) => cells + cellsOf(each), 0) * fontSize * widthOf[kind];
}

/** Where a text that is too wide is cut: ids that differ often do so at their ends, sentences begin with what matters. */
export type Cut = 'middle' | 'end';

export function cutToWidth(text: string, width: number, fontSize: number, kind: FontKind, cut: Cut): string {
  const cells = Math.floor(width / (fontSize * widthOf[kind]));
  const characters = charactersOf(text);
  if (characters.reduce((sum, each) => sum + cellsOf(each), 0) <= cells) return text;
  const room = Math.max(0, cells - 1);
  const tailRoom = cut === 'end' ? 0 : Math.floor(room * TAIL_SHARE);
  const tail = fitting(characters.toReversed(), tailRoom).reverse();
  return [...fitting(characters, room - tailRoom), ELLIPSIS, ...tail].join('');
}

/** As many of the first characters as `cells` have room for. */
function fitting(characters: readonly string[], cells: number): string[] {
  let used = 0;
  const end = characters.findIndex((each) => (used += cellsOf(each)) > cells);
  return characters.slice(0, end === -1 ? undefined : end);
}

function charactersOf(text: string): string[] {
  if (PLAIN.test(text)) return text.split('');
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function cellsOf(character: string): number {
  return character.codePointAt(0)! >= FIRST_WIDE && character !== ELLIPSIS ? 2 : 1;
}
