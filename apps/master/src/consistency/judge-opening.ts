/** How a check stood after it was made the last time. */
export interface CheckStanding {
  readonly openSinceAt: Date | null;
  readonly raisedAt: Date | null;
}

/** What changes: `raise` and `close` are told to the world, the others are not. */
export type OpeningVerdict = 'stays' | 'opens' | 'raise' | 'close' | 'settles';

/** What merely is on its way is not told: something must stay open for `patienceMs`. */
export function judgeOpening(
  before: CheckStanding,
  open: number,
  now: Date,
  patienceMs: number,
): OpeningVerdict {
  if (open === 0) {
    if (before.raisedAt !== null) return 'close';
    return before.openSinceAt === null ? 'stays' : 'settles';
  }
  if (before.openSinceAt === null) return 'opens';
  const openForMs = now.getTime() - before.openSinceAt.getTime();
  return before.raisedAt === null && openForMs >= patienceMs ? 'raise' : 'stays';
}
