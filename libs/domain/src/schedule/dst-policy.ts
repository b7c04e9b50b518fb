/** What becomes of a wall-clock time that does not exist because the clock was put forward. */
export const gapPolicies = ['skip', 'shift', 'fireOnce'] as const;
export type GapPolicy = (typeof gapPolicies)[number];

/** Which of the two instants counts when a wall-clock time comes twice because the clock was put back. */
export const overlapPolicies = ['first', 'second', 'both'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** How a cron schedule behaves where its time zone changes its offset. */
export interface DstPolicy {
  readonly gap: GapPolicy;
  readonly overlap: OverlapPolicy;
}
