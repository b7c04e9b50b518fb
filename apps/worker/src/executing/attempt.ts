import type { DispatchMessage } from '@orrery/contracts';
import type { ExecutionDetails, ResourceSeries, SecretMask } from '@orrery/domain';
import type { AttemptLog } from '../logs/attempt-log.js';
import { keyOf } from '../spool/spool-entry.js';
import type { NumberedCheckpoint } from './checkpoint-reporter.js';
import type { EndReason } from './end-reason.js';

/** Where a grace would do harm: beyond the end of a lease, or on a disk that fills. */
const HASTY_GRACE_MS = 1_000;

/** One attempt in the hands of this worker: its dispatch, its log, and the means to end it. */
export class Attempt {
  /** When user code began. */
  startedAt: Date | undefined;
  /** How its programs were isolated, what they took, and how sure it is that nothing of them is left. */
  execution: ExecutionDetails | undefined;
  /** What its programs took over their time, if they ran long enough to be looked at. */
  samples: ResourceSeries | undefined;
  readonly key: string;
  private abort: AbortController | undefined;
  /** The newest checkpoint that is not known to be stored. */
  unstored: NumberedCheckpoint | undefined;
  private readonly endListeners: (() => void)[] = [];
  private reason: EndReason | undefined;
  private given: Readonly<Record<string, string>> = {};
  private mask: SecretMask | undefined;
  private checkpointListener: ((value: unknown) => Promise<void>) | undefined;
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
    const isHasty = this.reason?.kind === 'fenced' || this.reason?.kind === 'disk_full';
    return isHasty ? Math.min(killGraceMs, HASTY_GRACE_MS) : killGraceMs;
  }

  /** The worker stops and gives it back. */
  get isGivenBack(): boolean {
    return this.reason?.kind === 'drained';
  }

  /** What its task may know, by the names under which it sees them. */
  get secrets(): Readonly<Record<string, string>> {
    return this.given;
  }

  /** Gets its secrets, which its log hides from now on. */
  take(secrets: Readonly<Record<string, string>>, mask: SecretMask): void {
    this.given = secrets;
    this.mask = mask;
    this.log.hide(mask);
  }

  /** What it says, its secrets hidden: a text, or any JSON value. */
  masked<T>(said: T): T {
    return this.mask === undefined ? said : (this.mask.value(said) as T);
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

  onCheckpoint(listener: (value: unknown) => Promise<void>): void {
    this.checkpointListener = listener;
  }

  /** What the next attempt is to go on from; resolves when it is stored. */
  async checkpoint(value: unknown): Promise<void> {
    await this.checkpointListener?.(value);
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
