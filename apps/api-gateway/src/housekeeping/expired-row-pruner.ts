import type { Clock } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { LOCKOUT_WINDOW_MS } from '../auth/lockout.js';

/** Removes what has outlived its use: answers to repeatable requests, ended logins, old failures. */
export class ExpiredRowPruner {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async runOnce(): Promise<{ removed: number }> {
    const now = this.clock.now();
    const failuresBefore = new Date(now.getTime() - LOCKOUT_WINDOW_MS);
    const tallies = [
      await this.remove('DELETE FROM idempotency_key WHERE expires_at < ?', now),
      await this.remove('DELETE FROM refresh_token WHERE expires_at < ?', now),
      await this.remove('DELETE FROM login_failure WHERE failed_at < ?', failuresBefore),
    ];
    return { removed: tallies.reduce((sum, each) => sum + each, 0) };
  }

  private async remove(statement: string, before: Date): Promise<number> {
    return (await this.database.run((session) => session.execute(statement, [before]))).affected;
  }
}
