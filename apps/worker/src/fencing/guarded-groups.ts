/** What the worker tells its guard, a line of JSON each. */
export type GuardOrder =
  | { readonly kind: 'lease'; readonly remainingMs: number }
  /** `fenced`: it must not outlive the lease. */
  | { readonly kind: 'watch'; readonly groupId: number; readonly fenced: boolean }
  | { readonly kind: 'forget'; readonly groupId: number };

/** Killing takes a moment, and so does noticing that it is time. */
const earlyMs = 500;

/** Process groups of attempts, and the time at which those end that must not outlive the worker's lease. */
export class GuardedGroups {
  private readonly groups = new Map<number, boolean>();
  private leaseEndMs = Infinity;

  constructor(
    private readonly kill: (groupId: number) => void,
    private readonly nowMs: () => number,
  ) {}

  obey(order: GuardOrder): void {
    if (order.kind === 'lease') this.leaseEndMs = this.nowMs() + order.remainingMs - earlyMs;
    else if (order.kind === 'watch') this.groups.set(order.groupId, order.fenced);
    else this.groups.delete(order.groupId);
  }

  /** Kills what is over. */
  look(): void {
    if (this.nowMs() < this.leaseEndMs) return;
    for (const [groupId, fenced] of this.groups) if (fenced) this.end(groupId);
  }

  /** The worker is gone: nobody waits for any of them. */
  endAll(): void {
    for (const groupId of this.groups.keys()) this.end(groupId);
  }

  private end(groupId: number): void {
    this.groups.delete(groupId);
    this.kill(groupId);
  }
}
