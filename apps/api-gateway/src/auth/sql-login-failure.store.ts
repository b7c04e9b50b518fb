import type { Database } from '@orrery/persistence';
import { LoginFailureStore } from './login-failure.store.js';

/** Failed logins in SQL. */
export class SqlLoginFailureStore extends LoginFailureStore {
  constructor(private readonly database: Database) {
    super();
  }

  async record(failure: { id: string; account: string; ip: string; failedAt: Date }): Promise<void> {
    const { id, account, ip, failedAt } = failure;
    await this.database.run((session) =>
      session.insertMany('login_failure', [{ id, account, ip, failed_at: failedAt }], {
        onDuplicate: 'ignore',
      }),
    );
  }

  async newest(account: string, ip: string, since: Date, limit: number): Promise<Date[]> {
    const rows = await this.database.run((session) =>
      session.select<{ failed_at: Date }>(
        `SELECT failed_at FROM login_failure WHERE account = ? AND ip = ? AND failed_at >= ?
         ORDER BY failed_at DESC LIMIT ?`,
        [account, ip, since, limit],
      ),
    );
    return rows.map((row) => row.failed_at);
  }

  async remove(id: string): Promise<void> {
    await this.database.run((session) => session.execute('DELETE FROM login_failure WHERE id = ?', [id]));
  }

  async clear(account: string, ip: string): Promise<void> {
    await this.database.run((session) =>
      session.execute('DELETE FROM login_failure WHERE account = ? AND ip = ?', [account, ip]),
    );
  }
}
