import type { User } from './user.js';

/** Where users are kept. */
export abstract class UserStore {
  /** Inserts when there is no user at all; false when there is one already. */
  abstract insertFirst(user: User): Promise<boolean>;
  /** @throws ConflictError when the name is taken. */
  abstract insert(user: User): Promise<void>;
  abstract find(id: string): Promise<User | undefined>;
  abstract findByName(username: string): Promise<User | undefined>;
  /** In the order of their ids, those after `afterId`. */
  abstract list(limit: number, afterId?: string): Promise<User[]>;
  /**
   * Writes everything but id, name and creation where the stored version is `user.version - 1`.
   * @returns whether it was. @throws ConflictError when no enabled administrator would be left.
   */
  abstract replace(user: User): Promise<boolean>;
  /** Removes the user with keys and tokens. @throws ConflictError when no enabled administrator would be left. */
  abstract remove(id: string): Promise<boolean>;
}
