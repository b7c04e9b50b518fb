import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { AccountLockedError } from './account-locked-error.js';
import { LoginFailureStore } from './login-failure.store.js';

export const FAILURES_ALLOWED = 10;
export const LOCKOUT_WINDOW_MS = 15 * 60_000;

/**
 * Refuses logins of an account from an address after ten failures within a quarter of an hour. Each try is recorded
 * as a failure before the password is looked at, so that many at once do not all slip through.
 */
@Injectable()
export class Lockout {
  constructor(
    private readonly failures: LoginFailureStore,
    private readonly clock: Clock,
  ) {}

  /** @throws AccountLockedError with the time to wait. */
  async beginTry(account: string, ip: string): Promise<void> {
    const now = this.clock.now();
    const id = newId();
    await this.failures.record({ id, account, ip, failedAt: now });
    const since = new Date(now.getTime() - LOCKOUT_WINDOW_MS);
    const newest = await this.failures.newest(account, ip, since, FAILURES_ALLOWED + 1);
    const oldest = newest.at(FAILURES_ALLOWED);
    if (oldest === undefined) return;
    await this.failures.remove(id); // a try that was refused does not prolong the lock
    throw new AccountLockedError(Math.max(1_000, oldest.getTime() + LOCKOUT_WINDOW_MS - now.getTime()));
  }

  async succeeded(account: string, ip: string): Promise<void> {
    await this.failures.clear(account, ip);
  }
}
