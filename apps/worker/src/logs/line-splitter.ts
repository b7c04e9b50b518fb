const NEWLINE = 0x0a;
/** A longer line is cut into pieces of at most this many bytes. */
export const LONGEST_LINE_BYTES = 65_536;

/**
 * Cuts a byte stream into lines of text. A character that lies across two chunks, or at a cut, stays whole; bytes that are
 * no UTF-8 become U+FFFD.
 */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly onLine: (text: string) => void) {}

  push(chunk: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.emitPieces(bytes.subarray(start, end), true);
      start = end + 1;
    }
    this.rest = Buffer.from(this.emitPieces(bytes.subarray(start), false));
  }

  /** The stream has ended: what follows the last line break is a line too. */
  end(): void {
    if (this.rest.length > 0) this.emitPieces(this.rest, true);
    this.rest = Buffer.alloc(0);
  }

  /** Emits over-long pieces, and the remainder too when the line is complete; returns what is left. */
  private emitPieces(line: Buffer, complete: boolean): Buffer {
    let left = line;
    while (left.length > LONGEST_LINE_BYTES) {
      const cut = characterBoundary(left, LONGEST_LINE_BYTES);
      this.onLine(left.toString('utf8', 0, cut));
      left = left.subarray(cut);
    }
    if (!complete) return left;
    const carriageReturn = left.length > 0 && left[left.length - 1] === 0x0d;
    this.onLine(left.toString('utf8', 0, carriageReturn ? left.length - 1 : left.length));
    return left.subarray(left.length);
  }
}

/** The last position up to `limit` that is not inside a UTF-8 character (continuation bytes are 10xxxxxx; at most three). */
function characterBoundary(bytes: Buffer, limit: number): number {
  for (let position = limit; position > limit - 4; position -= 1) {
    if ((bytes[position]! & 0xc0) !== 0x80) return position;
  }
  return limit;
}
