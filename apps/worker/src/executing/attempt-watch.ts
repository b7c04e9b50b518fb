import type { Attempt } from './attempt.js';

/** Watches the clock for one attempt: its `timeoutMs`, and for handlers the longest silence they are allowed. */
export class AttemptWatch {
  private readonly timeout: NodeJS.Timeout | undefined;
  private silence: NodeJS.Timeout | undefined;

  constructor(
    private readonly attempt: Attempt,
    private readonly onOverdue: () => void,
  ) {
    const { timeoutMs, kind, heartbeatTimeoutMs } = attempt.dispatch;
    if (timeoutMs > 0) this.timeout = laterThan(timeoutMs, () => this.runOut());
    if (kind === 'handler' && heartbeatTimeoutMs > 0) this.signOfLife();
  }

  /** The silence begins anew. */
  signOfLife(): void {
    const { kind, heartbeatTimeoutMs } = this.attempt.dispatch;
    if (kind !== 'handler' || heartbeatTimeoutMs === 0) return;
    clearTimeout(this.silence);
    this.silence = laterThan(heartbeatTimeoutMs, () =>
      this.attempt.end({ kind: 'silent', heartbeatTimeoutMs }),
    );
  }

  stop(): void {
    clearTimeout(this.timeout);
    clearTimeout(this.silence);
  }

  private runOut(): void {
    const { timeoutMs, timeoutAction } = this.attempt.dispatch;
    if (timeoutAction !== 'fail') this.onOverdue();
    if (timeoutAction !== 'warn') this.attempt.end({ kind: 'timeout', timeoutMs });
  }
}

/** Node's timers count 31 bits of milliseconds; nothing here is meant to fire after 24 days of a process's life anyway. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function laterThan(ms: number, act: () => void): NodeJS.Timeout {
  return setTimeout(act, Math.min(ms, LONGEST_TIMER_MS));
}
