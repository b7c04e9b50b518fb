import { judgeLease, type LeaseVerdict } from '@orrery/domain';
import { monotonicMs } from '@orrery/runtime';

/** Ending the runs may take so long: a moment to end by themselves, then KILL. */
const marginMs = 2_500;

/**
 * The time for which the runs of this worker are its own. It counts from when the heartbeat was *sent* that a master has
 * written, so it ends here before it ends in the registry. Before the first grant there is none.
 */
export class Lease {
  private endMs: number;
  private leaseMs = 0;
  private readonly listeners: ((remainingMs: number) => void)[] = [];

  constructor(
    private readonly epoch: string,
    private readonly nowMs: () => number = monotonicMs,
  ) {
    this.endMs = nowMs();
  }

  /** Negative: it ended so long ago. */
  get remainingMs(): number {
    return this.endMs - this.nowMs();
  }

  /** What it allows now. */
  get verdict(): LeaseVerdict {
    return judgeLease({ remainingMs: this.remainingMs, leaseMs: this.leaseMs }, marginMs);
  }

  /** Grants may overtake each other; one for a former life counts for nothing. Tells whether it was for this life. */
  renew(workerEpoch: string, stampMs: number, leaseMs: number): boolean {
    if (workerEpoch !== this.epoch) return false;
    if (stampMs + leaseMs <= this.endMs) return true;
    this.endMs = stampMs + leaseMs;
    this.leaseMs = leaseMs;
    for (const listener of [...this.listeners]) listener(this.remainingMs);
    return true;
  }

  /** Told what remains of it whenever it begins anew. Returns what takes the listener back. */
  onRenewed(listener: (remainingMs: number) => void): () => void {
    this.listeners.push(listener);
    return () => void this.listeners.splice(this.listeners.indexOf(listener), 1);
  }

  /** Resolves when runs may begin, or `signal` is aborted. */
  async held(signal?: AbortSignal): Promise<void> {
    while (this.verdict !== 'held' && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          forget();
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const forget = this.onRenewed(done);
        signal?.addEventListener('abort', done);
      });
    }
  }
}
