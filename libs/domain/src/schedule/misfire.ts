export const misfirePolicies = ['SKIP', 'FIRE_ONCE', 'FIRE_ALL'] as const;
export type MisfireKind = (typeof misfirePolicies)[number];

/** What a user says about misfires; what is left out follows the settings of the cluster. */
export interface MisfireSettings {
  readonly policy: MisfireKind;
  readonly windowMs?: number;
  readonly toleranceMs?: number;
  /** FIRE_ALL: fires at most so many, the newest ones. */
  readonly cap?: number;
}

/** What happens to planned times that nobody could fire when they were due. */
export interface MisfirePolicy {
  readonly policy: MisfireKind;
  /** Planned times older than this are MISSED, whatever the policy. */
  readonly windowMs: number;
  /** A delay up to this is no misfire: such planned times fire late, each of them. */
  readonly toleranceMs: number;
  /** FIRE_ALL: of those late beyond the tolerance, so many fire, the newest; the older ones are MISSED. */
  readonly cap: number;
}

export type MisfireDefaults = Pick<MisfirePolicy, 'windowMs' | 'toleranceMs'>;

export const defaultMisfirePolicy: MisfirePolicy = {
  policy: 'FIRE_ONCE',
  windowMs: 6 * 3_600_000,
  toleranceMs: 60_000,
  cap: Infinity,
};

/** The policy of a schedule. A tolerance beyond the window (one of the two is a default) ends with the window. */
export function misfirePolicyOf(settings: MisfireSettings | null, defaults: MisfireDefaults): MisfirePolicy {
  const windowMs = settings?.windowMs ?? defaults.windowMs;
  const toleranceMs = Math.min(settings?.toleranceMs ?? defaults.toleranceMs, windowMs);
  return { policy: settings?.policy ?? 'FIRE_ONCE', windowMs, toleranceMs, cap: settings?.cap ?? Infinity };
}

/** What becomes of one planned time. */
export type FireVerdict =
  | { readonly plannedAt: Date; readonly kind: 'fire' }
  /** A later planned time stands for it. */
  | { readonly plannedAt: Date; readonly kind: 'merge' }
  /** Its policy drops what is late. */
  | { readonly plannedAt: Date; readonly kind: 'skip' }
  | { readonly plannedAt: Date; readonly kind: 'miss'; readonly cause: 'window' | 'cap' };

/** What of a backlog comes after the piece that is judged. */
export interface Following {
  /** Planned times follow, late or not. */
  readonly some: boolean;
  /** How many of those are late beyond the tolerance; counting may end at the cap. */
  readonly late: number;
}

const nothing: Following = { some: false, late: 0 };

/** Judges planned times in ascending order; a long backlog may be judged in pieces, with the same verdicts. */
export function judgeMisfires(
  plannedAt: readonly Date[],
  now: Date,
  policy: MisfirePolicy,
  following: Following = nothing,
): FireVerdict[] {
  const lateCount = plannedAt.filter((instant) => isMisfire(instant, now, policy)).length;
  return plannedAt.map((instant, index): FireVerdict => {
    if (!isMisfire(instant, now, policy)) return { plannedAt: instant, kind: 'fire' };
    if (now.getTime() - instant.getTime() > policy.windowMs) {
      return { plannedAt: instant, kind: 'miss', cause: 'window' };
    }
    // The late ones come first: so many of them are newer than this one.
    const newerLate = lateCount - 1 - index + following.late;
    const isLast = index === plannedAt.length - 1 && !following.some;
    return judgeLate(instant, policy, newerLate, isLast);
  });
}

function judgeLate(plannedAt: Date, policy: MisfirePolicy, newerLate: number, isLast: boolean): FireVerdict {
  switch (policy.policy) {
    case 'SKIP':
      return { plannedAt, kind: 'skip' };
    case 'FIRE_ONCE':
      return { plannedAt, kind: isLast ? 'fire' : 'merge' };
    case 'FIRE_ALL':
      return newerLate < policy.cap ? { plannedAt, kind: 'fire' } : { plannedAt, kind: 'miss', cause: 'cap' };
  }
}

/** Later than its policy tolerates. */
export function isMisfire(plannedAt: Date, now: Date, policy: Pick<MisfirePolicy, 'toleranceMs'>): boolean {
  return now.getTime() - plannedAt.getTime() > policy.toleranceMs;
}
