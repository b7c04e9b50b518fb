import type { Grant } from '../access/permissions.js';

/** Somebody who may log in, as the stores know them. */
export interface User {
  readonly id: string;
  /** Lower case. */
  readonly username: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly enabled: boolean;
  readonly grants: readonly Grant[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
