import type { Storage } from '../storage/storage.js';

/** The leases this process holds on notifications it is sending; renewed while it lives, so that nobody else sends them. */
export class SendingLeases {
  readonly #held = new Set<string>();

  /** @param owner names this life of this process, never a later one. */
  constructor(
    private readonly storage: Storage,
    readonly owner: string,
    readonly leaseMs: number,
  ) {}

  hold(ids: readonly string[]): void {
    for (const id of ids) this.#held.add(id);
  }

  drop(id: string): void {
    this.#held.delete(id);
  }

  async runOnce(): Promise<{ readonly renewed: number }> {
    const ids = [...this.#held];
    if (ids.length > 0) {
      await this.storage.run(({ notifications }) => notifications.renew(this.owner, ids, this.leaseMs));
    }
    return { renewed: ids.length };
  }
}
