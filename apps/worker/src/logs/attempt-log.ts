import { logTextOf, type LogPiece, type LogStream } from '@orrery/contracts';
import type { SecretMask } from '@orrery/domain';
import { countLines } from './line-splitter.js';
import { LogQuota } from './log-quota.js';
import { SealedChunk } from './sealed-chunk.js';
import type { ShippedLog } from './shipped-log.js';

/** Above this the source of the lines has to wait. */
const HIGH_WATER_BYTES = 4_194_304;
/**
 * Lines of a source that cannot wait are dropped above this, and counted. Both streams of a process stay below it, even
 * with a pipe full of empty lines each: what they cost is mostly overhead.
 */
const LIMIT_BYTES = 4 * HIGH_WATER_BYTES;
/** What a piece costs beside its text. */
const PIECE_OVERHEAD_BYTES = 80;
/** Large enough to pack well, small enough to be read for a screenful of lines. */
const CHUNK_BYTES = 262_144;

export interface AttemptLogParts {
  readonly runId: string;
  readonly attempt: number;
  /** ISO 8601. */
  readonly now: () => string;
  readonly onAppend: (log: AttemptLog) => void;
  /** How much of the output is kept. */
  readonly limitBytes: number;
}

/** The lines of one attempt on their way to the master, numbered from 1 without holes, kept until they are confirmed. */
export class AttemptLog implements ShippedLog {
  private gathered: LogPiece[] = [];
  private gatheredBytes = 0;
  private sealed: SealedChunk[] = [];
  private waitingBytes = 0;
  private lastNumber = 0;
  private dropped = 0;
  private mask: Pick<SecretMask, 'text'> | undefined;
  private waiters: { readonly below: number; readonly resolve: () => void }[] = [];
  private readonly quota: LogQuota;

  constructor(private readonly parts: AttemptLogParts) {
    this.quota = new LogQuota(parts.limitBytes);
  }

  /** Whether nothing of it waits to be sent. */
  get isEmpty(): boolean {
    return this.waitingBytes === 0;
  }

  /** Whether a whole chunk is waiting. */
  get isUrgent(): boolean {
    return this.gatheredBytes >= CHUNK_BYTES;
  }

  /** A text of several lines is as many lines of the log. */
  append(stream: LogStream, text: string): void {
    const bytes = Buffer.from(`${this.mask?.text(text) ?? text}\n`);
    this.take({ stream, at: this.parts.now(), count: countLines(bytes), bytes });
  }

  /** Whole lines, each with its line break. */
  appendLines(stream: LogStream, lines: Buffer, count: number): void {
    const bytes = this.mask === undefined ? lines : maskedLines(lines, this.mask);
    this.take({ stream, at: this.parts.now(), count, bytes });
  }

  /** Hides the secrets of the attempt in what is appended from now on. */
  hide(mask: Pick<SecretMask, 'text'>): void {
    this.mask = mask;
  }

  /** The attempt has ended: what was kept of the end of its log goes on its way. */
  close(): void {
    for (const piece of this.quota.rest(this.parts.now())) this.gather(piece);
  }

  /** Resolves when the backlog is small enough to go on writing; undefined when it is already. */
  room(): Promise<void> | undefined {
    return this.waitingBytes < HIGH_WATER_BYTES ? undefined : this.until(HIGH_WATER_BYTES);
  }

  /** Resolves when everything appended so far has been sent. */
  sent(): Promise<void> {
    return this.isEmpty ? Promise.resolve() : this.until(1);
  }

  chunks(most: number): readonly SealedChunk[] {
    while (this.sealed.length < most && this.gathered.length > 0) this.seal();
    return this.sealed.slice(0, most);
  }

  confirm(chunk: SealedChunk): void {
    this.sealed.splice(this.sealed.indexOf(chunk), 1);
    this.waitingBytes -= chunk.costBytes;
    if (this.dropped > 0) {
      const note = `${this.dropped} lines were dropped: they came faster than they could be sent\n`;
      this.dropped = 0;
      this.gather({ stream: 'system', at: this.parts.now(), count: 1, bytes: Buffer.from(note) });
    }
    const released = this.waiters.filter(({ below }) => this.waitingBytes < below);
    this.waiters = this.waiters.filter((waiter) => !released.includes(waiter));
    for (const { resolve } of released) resolve();
  }

  private take(piece: LogPiece): void {
    if (this.waitingBytes > LIMIT_BYTES) {
      this.dropped += piece.count;
      return;
    }
    const passed = this.quota.pass(piece);
    if (passed === undefined) return;
    this.gather(passed);
    this.parts.onAppend(this);
  }

  private gather(piece: LogPiece): void {
    this.gathered.push(piece);
    this.gatheredBytes += piece.bytes.length;
    this.waitingBytes += cost(piece);
  }

  private seal(): void {
    let [count, bytes, costBytes, lines] = [0, 0, 0, 0];
    while (count < this.gathered.length && (count === 0 || costBytes < CHUNK_BYTES)) {
      const piece = this.gathered[count++]!;
      bytes += piece.bytes.length;
      costBytes += cost(piece);
      lines += piece.count;
    }
    const text = logTextOf(this.gathered.splice(0, count));
    this.gatheredBytes -= bytes;
    const { runId, attempt } = this.parts;
    const place = { runId, attempt, first: this.lastNumber + 1, last: this.lastNumber + lines };
    this.lastNumber = place.last;
    this.sealed.push(SealedChunk.of(place, text, costBytes));
  }

  private until(below: number): Promise<void> {
    return new Promise((resolve) => this.waiters.push({ below, resolve }));
  }
}

function cost({ bytes }: LogPiece): number {
  return bytes.length + PIECE_OVERHEAD_BYTES;
}

/** Line by line: however much of a line is hidden, it stays one. */
function maskedLines(lines: Buffer, mask: Pick<SecretMask, 'text'>): Buffer {
  const texts = lines.toString().split('\n');
  return Buffer.from(texts.map((text) => mask.text(text)).join('\n'));
}
