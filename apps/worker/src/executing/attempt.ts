import type { DispatchMessage } from '@orrery/contracts';
import type { AttemptLog } from '../logs/attempt-log.js';
import { keyOf } from '../spool/spool-entry.js';
import type { EndReason } from './end-reason.js';

/** One attempt in the hands of this worker: its dispatch, its log, and the means to end it. */
export class Attempt {
  /** When user code began. */
  startedAt: Date | undefined;
  private readonly abort = new AbortController();
  private reason: EndReason | undefined;
  private progressListener: ((fraction: number, message: string | null) => void) | undefined;

  constructor(
    readonly dispatch: DispatchMessage,
    readonly log: AttemptLog,
  ) {}

  get key(): string {
    return keyOf(this.dispatch);
  }

  /** Aborted when it has to end. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get endReason(): EndReason | undefined {
    return this.reason;
  }

  /** The worker stops and gives it back. */
  get isGivenBack(): boolean {
    return this.reason?.kind === 'drained';
  }

  onProgress(listener: (fraction: number, message: string | null) => void): void {
    this.progressListener = listener;
  }

  /** The attempt's own word of how far it is, 0 to 1; also its sign of life. */
  progress(fraction: number, message: string | null): void {
    this.progressListener?.(fraction, message);
  }

  /** The first reason counts. */
  end(reason: EndReason): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.abort.abort(new Error(`the attempt is to end (${reason.kind})`));
  }
}
