import type { LogChunkMessage, LogLine } from '@orrery/contracts';
import type { LogStream } from '@orrery/contracts';

/** Above this the source of the lines has to wait. */
const HIGH_WATER_BYTES = 1_048_576;
/**
 * Lines of a source that cannot wait are dropped above this, and counted. Both streams of a process stay below it, even
 * with a pipe full of empty lines each: what they cost is mostly overhead.
 */
const LIMIT_BYTES = 16 * HIGH_WATER_BYTES;
/** What a line costs beside its text. */
const LINE_OVERHEAD_BYTES = 80;
export const CHUNK_BYTES = 65_536;

/** The lines of one attempt on their way to the master, numbered from 1 without holes, kept until they are confirmed. */
export class AttemptLog {
  private lines: LogLine[] = [];
  private bytes = 0;
  private lastNumber = 0;
  private dropped = 0;
  private waiters: { readonly below: number; readonly resolve: () => void }[] = [];

  constructor(
    private readonly runId: string,
    private readonly attempt: number,
    private readonly now: () => string,
    private readonly onAppend: (log: AttemptLog) => void,
  ) {}

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  /** Whether a whole chunk is waiting. */
  get isUrgent(): boolean {
    return this.bytes >= CHUNK_BYTES;
  }

  append(stream: LogStream, text: string): void {
    if (this.bytes > LIMIT_BYTES) {
      this.dropped += 1;
      return;
    }
    this.push(stream, text);
    this.onAppend(this);
  }

  /** Resolves when the backlog is small enough to go on writing; undefined when it is already. */
  room(): Promise<void> | undefined {
    return this.bytes < HIGH_WATER_BYTES ? undefined : this.until(HIGH_WATER_BYTES);
  }

  /** Resolves when everything appended so far has been sent. */
  sent(): Promise<void> {
    return this.isEmpty ? Promise.resolve() : this.until(1);
  }

  /** The oldest lines as one message; they stay here until `confirm`. */
  chunk(): LogChunkMessage {
    let size = 0;
    let count = 0;
    while (count < this.lines.length && (count === 0 || size < CHUNK_BYTES))
      size += cost(this.lines[count++]!);
    return { v: 1, runId: this.runId, attempt: this.attempt, lines: this.lines.slice(0, count) };
  }

  /** The oldest `count` lines have been sent. */
  confirm(count: number): void {
    for (const line of this.lines.splice(0, count)) this.bytes -= cost(line);
    if (this.dropped > 0) {
      this.push('system', `${this.dropped} lines were dropped: they came faster than they could be sent`);
      this.dropped = 0;
    }
    const released = this.waiters.filter(({ below }) => this.bytes < below);
    this.waiters = this.waiters.filter((waiter) => !released.includes(waiter));
    for (const { resolve } of released) resolve();
  }

  private push(stream: LogStream, text: string): void {
    const line: LogLine = { n: ++this.lastNumber, stream, at: this.now(), text };
    this.lines.push(line);
    this.bytes += cost(line);
  }

  private until(below: number): Promise<void> {
    return new Promise((resolve) => this.waiters.push({ below, resolve }));
  }
}

function cost(line: LogLine): number {
  return line.text.length + LINE_OVERHEAD_BYTES;
}
