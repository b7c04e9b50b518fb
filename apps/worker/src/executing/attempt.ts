import type { DispatchMessage } from '@orrery/contracts';
import type { AttemptLog } from '../logs/attempt-log.js';
import { keyOf } from '../spool/spool-entry.js';
import type { EndReason } from './end-reason.js';

const FENCED_GRACE_MS = 1_000;

/** One attempt in the hands of this worker: its dispatch, its log, and the means to end it. */
export class Attempt {
  /** When user code began. */
  startedAt: Date | undefined;
  readonly key: string;
  private abort: AbortController | undefined;
  private readonly endListeners: (() => void)[] = [];
  private reason: EndReason | undefined;
  private progressListener: ((fraction: number, message: string | null) => void) | undefined;

  constructor(
    readonly dispatch: DispatchMessage,
    readonly log: AttemptLog,
  ) {
    this.key = keyOf(dispatch);
  }

  /** Aborted when it has to end. Made when somebody asks for it: most handlers are done before they would. */
  get signal(): AbortSignal {
    this.abort ??= new AbortController();
    if (this.reason !== undefined && !this.abort.signal.aborted) this.abort.abort(endError(this.reason));
    return this.abort.signal;
  }

  get endReason(): EndReason | undefined {
    return this.reason;
  }

  /** What its processes get to end by themselves: nobody waits for them past the end of the lease. */
  get killGraceMs(): number {
    const { killGraceMs } = this.dispatch;
    return this.reason?.kind === 'fenced' ? Math.min(killGraceMs, FENCED_GRACE_MS) : killGraceMs;
  }

  /** The worker stops and gives it back. */
  get isGivenBack(): boolean {
    return this.reason?.kind === 'drained';
  }

  /** Told when it has to end. */
  onEnd(listener: () => void): void {
    this.endListeners.push(listener);
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
    for (const listener of this.endListeners) listener();
    this.abort?.abort(endError(reason));
  }
}

function endError({ kind }: EndReason): Error {
  return new Error(`the attempt is to end (${kind})`);
}
