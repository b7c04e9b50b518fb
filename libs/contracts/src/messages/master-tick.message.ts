/** A master asks whether it leads; travels on `leader.master` as `master.tick`, four times a second. */
export interface MasterTick {
  readonly v: 1;
  readonly masterId: string;
  /** New with each start of the process. */
  readonly masterEpoch: string;
  /** Monotonic clock of that process when it was sent; means nothing to others. */
  readonly stampMs: number;
}
