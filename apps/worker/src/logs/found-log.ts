import type { SealedChunk } from './sealed-chunk.js';
import type { ShippedLog } from './shipped-log.js';

/** What a former life of this worker had of an attempt's log and did not get rid of. */
export class FoundLog implements ShippedLog {
  private readonly waiting: SealedChunk[];
  private onSent: () => void = () => undefined;
  /** Resolves when all of it has been sent. */
  readonly sent: Promise<void>;

  constructor(chunks: readonly SealedChunk[]) {
    this.waiting = [...chunks];
    this.sent = new Promise((resolve) => (this.onSent = resolve));
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  chunks(most: number): readonly SealedChunk[] {
    return this.waiting.slice(0, most);
  }

  confirm(chunk: SealedChunk): void {
    this.waiting.splice(this.waiting.indexOf(chunk), 1);
    if (this.isEmpty) this.onSent();
  }
}
