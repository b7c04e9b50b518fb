import { isUtf8 } from 'node:buffer';

const NEWLINE = 0x0a;
const BREAK = Buffer.from('\n');
/** A longer line is cut into pieces of at most this many bytes. */
export const LONGEST_LINE_BYTES = 65_536;
/** Lines handed on together have no more bytes than this; a longest line fits. */
const LONGEST_BLOCK_BYTES = 2 * LONGEST_LINE_BYTES;

/** Takes whole lines, each with its line break (no carriage return), in UTF-8. */
export type LinesTaker = (lines: Buffer, count: number) => void;

/**
 * Cuts a byte stream into lines. A character that lies across two chunks, or at a cut, stays whole; bytes that are no UTF-8
 * become U+FFFD. Lines that came together are handed on together: looking at each would cost more than all the rest.
 */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly onLines: LinesTaker) {}

  push(chunk: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) this.emit(bytes.subarray(0, end));
    const pieces = piecesOf(bytes.subarray(end));
    this.rest = Buffer.from(pieces.pop()!);
    for (const piece of pieces) this.emit(Buffer.concat([piece, BREAK]));
  }

  /** The stream has ended: what follows the last line break is a line too. */
  end(): void {
    if (this.rest.length > 0) this.emit(Buffer.concat([this.rest, BREAK]));
    this.rest = Buffer.alloc(0);
  }

  private emit(lines: Buffer): void {
    const cut = hasOverlong(lines) ? withoutOverlong(lines) : lines;
    for (let left = cut; left.length > 0;) {
      const end =
        left.length > LONGEST_BLOCK_BYTES
          ? left.lastIndexOf(NEWLINE, LONGEST_BLOCK_BYTES - 1) + 1
          : left.length;
      const block = left.subarray(0, end);
      this.onLines(cleaned(block), countLines(block));
      left = left.subarray(end);
    }
  }
}

/** How many line breaks there are. */
export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function hasOverlong(lines: Buffer): boolean {
  if (lines.length <= LONGEST_LINE_BYTES) return false;
  let start = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, start)) {
    if (at - start > LONGEST_LINE_BYTES) return true;
    start = at + 1;
  }
  return false;
}

function withoutOverlong(lines: Buffer): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, start)) {
    for (const piece of piecesOf(lines.subarray(start, at))) parts.push(piece, BREAK);
    start = at + 1;
  }
  return Buffer.concat(parts);
}

/** A line in pieces that are not too long; at least one. */
function piecesOf(line: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let left = line;
  while (left.length > LONGEST_LINE_BYTES) {
    const cut = characterBoundary(left, LONGEST_LINE_BYTES);
    pieces.push(left.subarray(0, cut));
    left = left.subarray(cut);
  }
  return [...pieces, left];
}

/** The last position up to `limit` that is not inside a UTF-8 character (continuation bytes are 10xxxxxx; at most three). */
function characterBoundary(bytes: Buffer, limit: number): number {
  for (let position = limit; position > limit - 4; position -= 1) {
    if ((bytes[position]! & 0xc0) !== 0x80) return position;
  }
  return limit;
}

function cleaned(lines: Buffer): Buffer {
  const utf8 = isUtf8(lines) ? lines : Buffer.from(lines.toString());
  // As Latin-1 each byte is a character, and comes back as it was.
  return utf8.includes('\r\n')
    ? Buffer.from(utf8.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : utf8;
}
