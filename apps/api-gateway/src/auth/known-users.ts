import { ExpiringCache } from '../tokens/expiring-cache.js';
import type { User } from '../users/user.js';
import { UserStore } from '../users/user.store.js';

/** A disabled user, or a role taken away, is noticed within this time on every gateway. */
const FRESH_MS = 5_000;

/** The users of recent requests, so that a request need not ask the database who its sender is. */
export class KnownUsers {
  private readonly cache = new ExpiringCache<User | undefined>({ ttlMs: FRESH_MS, maxEntries: 10_000 });

  constructor(private readonly users: UserStore) {}

  /** The user, if enabled. */
  async enabled(id: string): Promise<User | undefined> {
    const user = await this.cache.get(id, () => this.users.find(id));
    return user?.enabled ? user : undefined;
  }

  forget(id: string): void {
    this.cache.forget(id);
  }
}
