import type { LogPiece } from '@orrery/contracts';
import { countLines } from './line-splitter.js';

const NEWLINE = 0x0a;
/** Of the quota the end of a log gets a quarter, but no more than this: until the attempt ends it stays in memory. */
const MOST_TAIL_BYTES = 1_048_576;
/** What a piece takes of the memory beside its bytes: somebody may write a log of single newlines. */
const PIECE_BYTES = 80;

/**
 * Lets the beginning of a log through and keeps its end; what is between is counted and dropped. So an attempt may write as much
 * and as fast as it likes: it is not held up, and neither the worker nor the store fills.
 */
export class LogQuota {
  private headLeftBytes: number;
  private tailBytes: number;
  private readonly tail: LogPiece[] = [];
  private keptBytes = 0;
  private dropped = { lines: 0, bytes: 0 };

  /** @param limitBytes how much of the output of an attempt is kept. */
  constructor(private readonly limitBytes: number) {
    this.tailBytes = Math.min(Math.floor(limitBytes / 4), MOST_TAIL_BYTES);
    this.headLeftBytes = limitBytes - this.tailBytes;
  }

  /** What of the piece is to be sent now. */
  pass(piece: LogPiece): LogPiece | undefined {
    if (piece.bytes.length <= this.headLeftBytes) {
      this.headLeftBytes -= piece.bytes.length;
      return piece;
    }
    const fits = this.fillHead(piece);
    this.keep(from(piece, fits));
    return fits > 0 ? upTo(piece, fits) : undefined;
  }

  /** The end of the log, once it is known to be that, and before it how much was dropped. @param at ISO 8601. */
  rest(at: string): LogPiece[] {
    const over = this.keptBytes - this.tailBytes;
    const [oldest] = this.tail;
    if (over > 0 && oldest !== undefined) {
      const cut = oldest.bytes.indexOf(NEWLINE, over - 1) + 1;
      this.drop(upTo(oldest, cut));
      this.tail[0] = from(oldest, cut);
    }
    const kept = this.tail.splice(0).filter(({ count }) => count > 0);
    this.keptBytes = 0;
    const { lines, bytes } = this.dropped;
    this.dropped = { lines: 0, bytes: 0 };
    if (lines === 0) return kept;
    const note = `${lines} lines (${bytes} bytes) are left out here: of an attempt's log ${this.limitBytes} bytes are kept`;
    return [{ stream: 'system', at, count: 1, bytes: Buffer.from(`${note}\n`) }, ...kept];
  }

  /** How much of the piece fits in; what is left over goes to the end of the log. */
  private fillHead({ bytes }: LogPiece): number {
    const fits = this.headLeftBytes > 0 ? bytes.lastIndexOf(NEWLINE, this.headLeftBytes - 1) + 1 : 0;
    this.tailBytes += this.headLeftBytes - fits;
    this.headLeftBytes = 0;
    return fits;
  }

  private keep(piece: LogPiece): void {
    if (piece.bytes.length === 0) return;
    this.tail.push(piece);
    this.keptBytes += piece.bytes.length;
    while (this.tail.length > 1 && this.hasTooMuch()) {
      const oldest = this.tail.shift()!;
      this.keptBytes -= oldest.bytes.length;
      this.drop(oldest);
    }
  }

  /** Even without its oldest piece, of which a part may be kept. */
  private hasTooMuch(): boolean {
    const withoutOldest = this.keptBytes - this.tail[0]!.bytes.length;
    const inMemory = withoutOldest + this.tail.length * PIECE_BYTES;
    return withoutOldest >= this.tailBytes || inMemory > Math.max(this.tailBytes, MOST_TAIL_BYTES);
  }

  private drop({ count, bytes }: LogPiece): void {
    this.dropped = { lines: this.dropped.lines + count, bytes: this.dropped.bytes + bytes.length };
  }
}

function upTo(piece: LogPiece, end: number): LogPiece {
  return withBytes(piece, piece.bytes.subarray(0, end));
}

function from(piece: LogPiece, start: number): LogPiece {
  return start === 0 ? piece : withBytes(piece, piece.bytes.subarray(start));
}

function withBytes(piece: LogPiece, bytes: Buffer): LogPiece {
  return { ...piece, bytes, count: countLines(bytes) };
}
