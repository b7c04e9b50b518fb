/** Ends processes of attempts when the worker itself cannot. */
export abstract class ProcessGuard {
  /**
   * A group was started.
   * @param fenced it must not outlive the worker's lease.
   * @param listFile lists its processes, also those that left the group.
   */
  abstract watch(groupId: number, fenced: boolean, listFile?: string): void;
  /** Nothing of the group is left. */
  abstract forget(groupId: number): void;
  /** The lease ends in `remainingMs` from now. */
  abstract renew(remainingMs: number): void;
  /** Stopping twice, or before the start, is fine. */
  abstract stop(): void;
}

/** In standalone all live and die together: there is nobody to whom a run could go. */
export class NoProcessGuard extends ProcessGuard {
  watch(): void {}
  forget(): void {}
  renew(): void {}
  stop(): void {}
}
