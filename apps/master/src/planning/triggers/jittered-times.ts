import { jitterOf } from '@orrery/domain';
import { lastUpTo, type NominalTimes } from './nominal-times.js';

export interface Jitter {
  /** Whose jitter it is. */
  readonly seed: string;
  /** The longest delay. */
  readonly jitterMs: number;
  /** The first instant after a nominal time that its fire must not reach; Infinity: there is none. */
  readonly limitMs: (nominalMs: number) => number;
}

/**
 * The first jittered time strictly after an instant. A fire stays before the next nominal time, so jittered times keep
 * the order of the nominal ones, one for each: who goes on from any of them loses none and doubles none.
 */
export function nextJittered(nominal: NominalTimes, jitter: Jitter, after: Date): Date | undefined {
  const afterMs = after.getTime();
  const before = lastUpTo(nominal, afterMs - jitter.jitterMs, afterMs);
  const delayed = before && putOff(before, nominal, jitter);
  if (delayed && delayed > after) return delayed;
  const next = nominal(after);
  return next && putOff(next, nominal, jitter);
}

function putOff(at: Date, nominal: NominalTimes, { seed, jitterMs, limitMs }: Jitter): Date {
  const atMs = at.getTime();
  const nextMs = nominal(at)?.getTime() ?? Infinity;
  const roomMs = Math.min(jitterMs + 1, nextMs - atMs, limitMs(atMs) - atMs);
  return new Date(atMs + jitterOf(seed, atMs, roomMs));
}
