/** Where failed logins are counted, for all gateways together. */
export abstract class LoginFailureStore {
  abstract record(failure: { id: string; account: string; ip: string; failedAt: Date }): Promise<void>;
  /** Instants of the newest failures at or after `since`, newest first. */
  abstract newest(account: string, ip: string, since: Date, limit: number): Promise<Date[]>;
  abstract remove(id: string): Promise<void>;
  abstract clear(account: string, ip: string): Promise<void>;
}
