/** The processes of one attempt. */
export interface GuardedGroup {
  readonly groupId: number;
  readonly fenced: boolean;
  /** Lists its processes, also those that left the group. */
  readonly listFile?: string;
}

/** What the worker tells its guard, a line of JSON each. */
export type GuardOrder =
  | { readonly kind: 'lease'; readonly remainingMs: number }
  /** `fenced`: it must not outlive the lease. */
  | ({ readonly kind: 'watch' } & GuardedGroup)
  | { readonly kind: 'forget'; readonly groupId: number };

/** Killing takes a moment, and so does noticing that it is time. */
const earlyMs = 500;

/** Process groups of attempts, and the time at which those end that must not outlive the worker's lease. */
export class GuardedGroups {
  private readonly groups = new Map<number, GuardedGroup>();
  private leaseEndMs = Infinity;

  constructor(
    private readonly kill: (group: GuardedGroup) => void,
    private readonly nowMs: () => number,
  ) {}

  obey(order: GuardOrder): void {
    if (order.kind === 'lease') this.leaseEndMs = this.nowMs() + order.remainingMs - earlyMs;
    else if (order.kind === 'watch') this.groups.set(order.groupId, order);
    else this.groups.delete(order.groupId);
  }

  /** Kills what is over. */
  look(): void {
    if (this.nowMs() < this.leaseEndMs) return;
    for (const group of this.groups.values()) if (group.fenced) this.end(group);
  }

  /** The worker is gone: nobody waits for any of them. */
  endAll(): void {
    for (const group of this.groups.values()) this.end(group);
  }

  private end(group: GuardedGroup): void {
    this.groups.delete(group.groupId);
    this.kill(group);
  }
}
