import { describe, expect, it } from 'vitest';
import { LineSplitter, LONGEST_LINE_BYTES } from './line-splitter.js';

/** The lines of a stream that arrives in these chunks. */
function linesOf(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((bytes, count) => {
    const texts = bytes.toString().split('\n');
    expect([texts.pop(), texts.length]).toEqual(['', count]);
    lines.push(...texts);
  });
  for (const chunk of chunks) splitter.push(Buffer.from(chunk as string));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('joins a line that comes in pieces', () => {
    expect(linesOf('he', 'll', 'o\nwor', 'ld\n')).toEqual(['hello', 'world']);
  });

  it('keeps empty lines, drops the carriage return, and takes what follows the last break for a line', () => {
    expect(linesOf('a\r\n\n\r\nb')).toEqual(['a', '', '', 'b']);
    expect(linesOf('')).toEqual([]);
    expect(linesOf('\n')).toEqual(['']);
  });

  it('keeps a character whole wherever the chunks are cut', () => {
    const bytes = Buffer.from('zwölf €uro 🚀\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['zwölf €uro 🚀']);
    }
  });

  it('replaces bytes that are no UTF-8', () => {
    expect(linesOf(Buffer.from([0x61, 0xff, 0x62, 0x0a]))).toEqual(['a\ufffdb']);
  });

  it.each(['x', '€', '🚀'])('cuts an over-long line of %s into pieces of whole characters', (character) => {
    const text = character.repeat(100_000);
    const bytes = Buffer.from(text);
    const pieces = linesOf(bytes.subarray(0, 3_001), bytes.subarray(3_001), '\nnext');
    expect(pieces.at(-1)).toBe('next');
    expect(pieces.slice(0, -1).join('')).toBe(text);
    for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
  });

  it('cuts the over-long lines among others', () => {
    const long = 'x'.repeat(1_048_576);
    const lines = linesOf(`short\n${long}\nlast\n`);
    expect([lines[0], lines.at(-1)]).toEqual(['short', 'last']);
    expect(lines.slice(1, -1).map((piece) => piece.length)).toEqual(
      Array<number>(16).fill(LONGEST_LINE_BYTES),
    );
  });

  it('leaves colours as they are', () => {
    expect(linesOf('\u001b[31mred\u001b[0m\n')).toEqual(['\u001b[31mred\u001b[0m']);
  });

  it('cuts a line of continuation bytes without an end', () => {
    const pieces = linesOf(Buffer.alloc(150_000, 0x80));
    expect(pieces).toHaveLength(3);
  });
});
