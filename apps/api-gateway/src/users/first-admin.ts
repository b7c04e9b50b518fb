import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { PasswordHasher } from '../auth/password-hasher.js';
import { randomSecret } from '../tokens/opaque-token.js';
import { UserStore } from './user.store.js';

/** The administrator that the first start made; whoever gets it must show it once and log it never. */
export interface FirstAdminCreated {
  readonly username: string;
  readonly password: string;
  /** Whether the password was made up, so that nobody knows it yet. */
  readonly generated: boolean;
}

/** Makes the user `admin` where there is no user yet. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: PasswordHasher,
    private readonly clock: Clock,
  ) {}

  /** What was made, in the one process that won; undefined in all others. */
  async ensure(configuredPassword: string | undefined): Promise<FirstAdminCreated | undefined> {
    if ((await this.users.list(1)).length > 0) return undefined;
    const password = configuredPassword ?? randomSecret().slice(0, 24);
    const now = this.clock.now();
    const won = await this.users.insertFirst({
      id: newId(),
      username: 'admin',
      displayName: 'Administrator',
      passwordHash: await this.passwords.hash(password),
      enabled: true,
      grants: [{ role: 'admin', project: null }],
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    return won ? { username: 'admin', password, generated: configuredPassword === undefined } : undefined;
  }
}
