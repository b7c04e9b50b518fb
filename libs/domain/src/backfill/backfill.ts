export const backfillStates = ['running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type BackfillState = (typeof backfillStates)[number];

/** In which order its planned times are run. */
export const backfillOrders = ['forward', 'backward'] as const;
export type BackfillOrder = (typeof backfillOrders)[number];

/** Which planned times are run although they were run before. */
export const reprocessModes = ['none', 'failed', 'all'] as const;
export type ReprocessMode = (typeof reprocessModes)[number];

/** What a backfill does when a run of it does not succeed. */
export const backfillFailurePolicies = ['continue', 'stop'] as const;
export type BackfillFailurePolicy = (typeof backfillFailurePolicies)[number];

/** Planned times of one backfill. */
export const mostBackfillTimes = 100_000;
/** Runs of one backfill at once. */
export const mostBackfillRunsAtOnce = 1_000;

/** How many of its runs are where. */
export interface BackfillCounts {
  readonly made: number;
  readonly succeeded: number;
  /** Ended in another way. */
  readonly failed: number;
}

export function openRunsOf({ made, succeeded, failed }: BackfillCounts): number {
  return made - succeeded - failed;
}

/** What comes of a backfill whose runs are counted. */
export type BackfillVerdict =
  /** So many more runs may start. */
  | { readonly kind: 'goOn'; readonly room: number }
  /** Nothing starts; runs of it have not ended. */
  | { readonly kind: 'wait' }
  /** Nothing of it is open, nor will be; a paused one may be resumed. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'end'; readonly state: 'succeeded' | 'failed' };

/** Decides how a backfill goes on. */
export function judgeBackfill(
  backfill: BackfillCounts & {
    readonly state: BackfillState;
    readonly maxParallel: number;
    readonly onFailure: BackfillFailurePolicy;
    /** Planned times it has not looked at are left. */
    readonly timesLeft: boolean;
  },
): BackfillVerdict {
  const open = openRunsOf(backfill);
  if (backfill.state !== 'running') return open > 0 ? { kind: 'wait' } : { kind: 'rest' };
  const isStopped = backfill.onFailure === 'stop' && backfill.failed > 0;
  if (backfill.timesLeft && !isStopped) {
    const room = backfill.maxParallel - open;
    return room > 0 ? { kind: 'goOn', room } : { kind: 'wait' };
  }
  if (open > 0) return { kind: 'wait' };
  return { kind: 'end', state: backfill.failed > 0 ? 'failed' : 'succeeded' };
}
