/** Where a waiting run stands: its priority rank (0 is most urgent) and since when it could have gone. */
export interface Place {
  readonly rank: number;
  readonly since: Date;
}

/** The rank a waiting run counts as: one class higher for each `ageingMs` it has waited; 0: it never ages. */
export function effectiveRank({ rank, since }: Place, now: Date, ageingMs: number): number {
  if (ageingMs === 0) return rank;
  const steps = Math.floor((now.getTime() - since.getTime()) / ageingMs);
  return Math.max(0, rank - Math.max(0, steps));
}

/** Until when a run of `rank` must have been waiting to count as `asRank` now. */
export function agedBefore(rank: number, asRank: number, now: Date, ageingMs: number): Date {
  return new Date(now.getTime() - (rank - asRank) * ageingMs);
}

/** Negative when `a` goes first, positive when `b` does, 0 when neither precedes the other. */
export function byUrgency(a: Place, b: Place, now: Date, ageingMs: number): number {
  return (
    effectiveRank(a, now, ageingMs) - effectiveRank(b, now, ageingMs) || a.since.getTime() - b.since.getTime()
  );
}

/** The heads that go next: those of the most urgent class there is, ageing counted. */
export function nextClass<Head extends Place>(
  heads: readonly Head[],
  now: Date,
  ageingMs: number,
): { readonly rank: number; readonly heads: readonly Head[] } | undefined {
  if (heads.length === 0) return undefined;
  const ranks = heads.map((head) => effectiveRank(head, now, ageingMs));
  const rank = Math.min(...ranks);
  return { rank, heads: heads.filter((_, index) => ranks[index] === rank) };
}
