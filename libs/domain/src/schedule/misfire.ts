/** What happens to planned times that nobody could fire when they were due. */
export interface MisfirePolicy {
  readonly kind: 'fireOnce';
  /** Planned times older than this are MISSED. */
  readonly windowMs: number;
  /** A delay up to this is no misfire: such planned times fire late, each of them. */
  readonly toleranceMs: number;
}

export const defaultMisfirePolicy: MisfirePolicy = {
  kind: 'fireOnce',
  windowMs: 6 * 3_600_000,
  toleranceMs: 60_000,
};

export type FireVerdict =
  | { readonly plannedAt: Date; readonly kind: 'fire' }
  | { readonly plannedAt: Date; readonly kind: 'merge' }
  | { readonly plannedAt: Date; readonly kind: 'miss' };

/**
 * Judges planned times in ascending order. Those late beyond the tolerance are one misfire: the newest of them fires
 * for all, unless a later planned time follows that fires anyway.
 * @param moreFollow later planned times exist beyond those given (a long backlog is judged in pieces).
 */
export function judgeMisfires(
  plannedAt: readonly Date[],
  now: Date,
  policy: MisfirePolicy,
  moreFollow = false,
): FireVerdict[] {
  const lateness = (instant: Date) => now.getTime() - instant.getTime();
  return plannedAt.map((instant, index) => {
    if (lateness(instant) <= policy.toleranceMs) return { plannedAt: instant, kind: 'fire' };
    if (lateness(instant) > policy.windowMs) return { plannedAt: instant, kind: 'miss' };
    return { plannedAt: instant, kind: moreFollow || index < plannedAt.length - 1 ? 'merge' : 'fire' };
  });
}
