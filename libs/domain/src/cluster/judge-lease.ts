/** No lease is shorter: below it a worker would be at the end of one before it can expect the next. */
export const leastLeaseMs = 5_000;

/** A worker must not be near the end of its lease when it begins a run: this much of what it may use must be left. */
const freshPart = 1 / 3;

/** What a worker knows of its own lease; a worker that no master ever confirmed has none. */
export interface LeaseView {
  /** Negative: it ended so long ago. */
  readonly remainingMs: number;
  /** How long it was when it was granted. */
  readonly leaseMs: number;
}

/**
 * `held`: the worker may begin runs. `waning`: it was not renewed for long, so that what is begun now may have to be ended
 * again: what runs goes on, nothing begins. `ending`: the worker must end now what must not run twice, to be done by the end.
 * `over`: it is late.
 */
export type LeaseVerdict = 'held' | 'waning' | 'ending' | 'over';

/** @param marginMs what ending the runs may take. */
export function judgeLease({ remainingMs, leaseMs }: LeaseView, marginMs: number): LeaseVerdict {
  if (remainingMs <= 0) return 'over';
  if (remainingMs <= marginMs) return 'ending';
  return remainingMs > marginMs + (leaseMs - marginMs) * freshPart ? 'held' : 'waning';
}
