/** What a master knows when it asks itself whether it leads. */
export interface LeadershipView {
  /** Milliseconds since it sent the newest of its own ticks that the leader's queue gave back to it; undefined: none yet. */
  readonly servedAgoMs: number | undefined;
  /** It has raised an epoch and was not refuted since. */
  readonly holdsEpoch: boolean;
}

/**
 * `lead`: it is served and has an epoch. `take`: it is served, so it raises the epoch before it does anything else.
 * `leave`: it has an epoch but is not served any more. `follow`: somebody else leads.
 */
export type LeadershipVerdict = 'lead' | 'take' | 'leave' | 'follow';

/** Own ticks only: those of others, and those that lay in the socket of a process that stood still, prove nothing. */
export function judgeLeadership(view: LeadershipView, servedWithinMs: number): LeadershipVerdict {
  const served = view.servedAgoMs !== undefined && view.servedAgoMs <= servedWithinMs;
  if (served) return view.holdsEpoch ? 'lead' : 'take';
  return view.holdsEpoch ? 'leave' : 'follow';
}
