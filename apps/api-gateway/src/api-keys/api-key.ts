import type { Grant } from '../access/permissions.js';

/** A key that a program authenticates with, as the stores know it. */
export interface ApiKey {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** The part of the key by which it is found. */
  readonly prefix: string;
  readonly secretHash: string;
  readonly grant: Grant;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}
