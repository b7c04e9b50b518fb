/** A worker that fits a run: it is up, carries the labels, has the resources, and its breaker lets work through. */
export interface Candidate {
  readonly id: string;
  /** Slots it may fill now: all of them, fewer while it starts slowly. */
  readonly slots: number;
  /** Slots that are running, on their way to it, or reserved. */
  readonly taken: number;
  /** Of these, slots kept free for others: nothing waits for them. */
  readonly reserved: number;
  /** Of these, reserved slots that are in use by those they are kept for: for others they do not get free. */
  readonly reservedInUse: number;
  /** Of these, slots of runs that were sent to it and that it has not accepted yet. */
  readonly onTheWay: number;
  /** WEIGHTED: its share of the runs, relative to those of the others. */
  readonly share: number;
  /** Its heartbeat is fresh and its machine is not exhausted. */
  readonly healthy: boolean;
}

/** `free`: it starts at once; `soon`: it starts with the next slots that get free, before any pulled run; `none`: neither. */
export type Room = 'free' | 'soon' | 'none';

/** Of its slots a busy worker may have so many on the way, so that pulled runs cannot starve pushed ones. */
const shareAhead = 1 / 4;

/** Whether a worker has room for a run of this weight. */
export function roomFor(candidate: Candidate, weight: number): Room {
  if (candidate.taken + weight <= candidate.slots) return 'free';
  const ahead = Math.max(weight, Math.ceil(candidate.slots * shareAhead));
  const usable = candidate.slots - candidate.reserved - candidate.reservedInUse;
  return weight <= usable && candidate.onTheWay + weight <= ahead ? 'soon' : 'none';
}
