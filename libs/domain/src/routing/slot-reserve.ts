/** Slots of one group that a workflow run has before it begins. */
export interface SlotReserve {
  readonly group: string;
  readonly slots: number;
  /** A run that waits longer for them has failed; 0: it waits for ever. */
  readonly waitMs: number;
  /** Not used for so long, they are free for others again. */
  readonly idleMs: number;
}

/** Groups of which one workflow may reserve slots. */
export const mostReserves = 20;

/** Slots of one group that a workflow may reserve. */
export const mostReservedSlots = 10_000;
