import { soleSecretIn, type SqlConnection } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { Attempt } from '../executing/attempt.js';
import type { ReachRules } from '../reaching/reach-rules.js';
import type { BoundStatement } from './bound-values.js';
import { runStatement } from './run-statement.js';
import { openConnection, type OpenConnection } from './sql-connection.js';
import type { StatementLimits, StatementResult } from './statement-result.js';

const CONNECT_LIMIT_MS = 10_000;

/** The connection of one attempt: when that has to end, the server is told to end the statement on its way. */
export class SqlSession {
  private timer: NodeJS.Timeout | undefined;
  private giveUp: (reason: Error) => void = () => undefined;
  private readonly givenUp = new Promise<never>((_, reject) => (this.giveUp = reject));

  private constructor(
    private readonly connection: OpenConnection,
    private readonly openAnother: () => Promise<OpenConnection>,
    private readonly attempt: Attempt,
  ) {
    // Between two statements nobody listens.
    this.givenUp.catch(() => undefined);
  }

  /** @throws what `openConnection` does. */
  static async open(spec: SqlConnection, attempt: Attempt, rules: ReachRules): Promise<SqlSession> {
    const password = passwordOf(spec, attempt);
    const open = () => openConnection(spec, password, rules, CONNECT_LIMIT_MS);
    const session = new SqlSession(await open(), open, attempt);
    attempt.onEnd(() => void session.interrupt());
    return session;
  }

  /** @throws what `runStatement` does. */
  run(sql: string, values: BoundStatement['values'], limits: StatementLimits): Promise<StatementResult> {
    return Promise.race([runStatement(this.connection, sql, values, limits), this.givenUp]);
  }

  /** Says goodbye. */
  leave(): void {
    this.connection.driver.end(() => this.close());
  }

  /** Whatever of a transaction is not committed has no effect. */
  close(): void {
    clearTimeout(this.timer);
    this.connection.cut();
  }

  /** The statement of a connection that is merely closed would go on in the server. */
  private async interrupt(): Promise<void> {
    const { attempt, connection } = this;
    this.timer = setTimeout(() => this.giveUp(new Error('the statement did not end')), attempt.killGraceMs);
    try {
      const other = await this.openAnother();
      other.driver.query(`KILL QUERY ${connection.driver.threadId}`, () => other.cut());
    } catch (error) {
      attempt.log.append('system', `the server could not be told to end its statement: ${messageOf(error)}`);
    }
  }
}

/** A reference to a secret, which the attempt has been given. */
function passwordOf({ password }: SqlConnection, { secrets }: Attempt): string | undefined {
  if (password === undefined) return undefined;
  const name = soleSecretIn(password);
  if (name === undefined || !Object.hasOwn(secrets, name))
    throw new Error('its password is no secret of the task');
  return secrets[name];
}
