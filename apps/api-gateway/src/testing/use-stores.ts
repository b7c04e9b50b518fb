import { useDatabase, type UsedDatabase } from '@orrery/testing';
import { gatewayEntities } from '../persistence/entities/index.js';
import { gatewayMigrations } from '../persistence/migrations/index.js';
import type { User } from '../users/user.js';

/** The databases on which every store must behave the same. */
export const databaseKinds = ['mysql', 'sqlite'] as const;

/** A gateway schema of its own for one `describe`. */
export function useGatewayDatabase(kind: (typeof databaseKinds)[number]): UsedDatabase {
  return useDatabase({ kind, entities: gatewayEntities, migrations: gatewayMigrations });
}

/** An instant `ms` milliseconds after a fixed one. */
export function at(ms = 0): Date {
  return new Date(Date.UTC(2026, 0, 1) + ms);
}

let made = 0;

/** A valid id that sorts after those made before. */
export function someId(): string {
  made += 1;
  return `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`;
}

/** A valid user; a test states what matters to it. */
export function someUser(part: Partial<User> = {}): User {
  const id = someId();
  return {
    id,
    username: `user-${id.slice(-6)}`,
    displayName: 'Somebody',
    passwordHash: '$argon2id$none',
    enabled: true,
    grants: [],
    version: 1,
    createdAt: at(),
    updatedAt: at(),
    ...part,
  };
}
