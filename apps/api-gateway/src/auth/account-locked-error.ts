import { LockedOutError } from '@orrery/domain';

/** Too many failed logins of one account from one address; says how long to wait. */
export class AccountLockedError extends LockedOutError {
  constructor(readonly retryAfterMs: number) {
    super(`Too many failed logins; try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`);
  }
}
