import type { RunFailure, SqlSpec } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { QueryError } from 'mysql2';
import type { Attempt } from '../executing/attempt.js';
import { failedWith, type ExecutionResult } from '../executing/execution-result.js';
import { Executor } from '../executing/executor.js';
import { ReachRefused, type ReachRules } from '../reaching/reach-rules.js';
import { boundStatements, MissingParameter, type BoundStatement } from './bound-values.js';
import { SqlSession } from './sql-session.js';
import { ResultTooLarge, StatementResult, type StatementLimits } from './statement-result.js';

/** Tasks of kind `sql`: statements on a MySQL or MariaDB server, one after the other on one connection. */
export class SqlExecutor extends Executor {
  readonly kind = 'sql';

  constructor(
    private readonly resultLimitBytes: number,
    private readonly rules: ReachRules,
  ) {
    super();
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const spec = attempt.dispatch.spec as SqlSpec;
    const { host, port } = spec.connection;
    let session: SqlSession | undefined;
    try {
      const statements = boundStatements(spec.statements, attempt.dispatch.params);
      session = await SqlSession.open(spec.connection, attempt, this.rules);
      const executed = await this.runAll(attempt, session, statements);
      if (executed.outcome === 'ended') session.close();
      else session.leave();
      return executed;
    } catch (error) {
      session?.close();
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      const failure = failureOf(error, `${host}:${port}`);
      attempt.log.append('system', failure.message);
      return failedWith(failure);
    }
  }

  private async runAll(
    attempt: Attempt,
    session: SqlSession,
    statements: readonly BoundStatement[],
  ): Promise<ExecutionResult> {
    const { transaction, maxRows } = attempt.dispatch.spec as SqlSpec;
    const limits = { maxRows, maxBytes: this.resultLimitBytes };
    const total = new StatementResult(limits);
    if (transaction) await session.run('START TRANSACTION', [], limits);
    for (const [index, statement] of statements.entries()) {
      // KILL QUERY does not reach a connection between two statements.
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      const startMs = performance.now();
      const result = await this.runOne(session, index, statement, limits);
      const tookMs = Math.round(performance.now() - startMs);
      attempt.log.append('system', `statement ${index + 1}: ${described(result)} in ${tookMs} ms`);
      total.rows = result.rows ?? total.rows;
      total.note(result.affectedRows, result.insertId ?? 0);
    }
    if (attempt.endReason !== undefined) return { outcome: 'ended' };
    if (transaction) await session.run('COMMIT', [], limits);
    const { rows = [], affectedRows, insertId = null } = total;
    return { outcome: 'succeeded', exitCode: null, result: { rows, affectedRows, insertId } };
  }

  private async runOne(
    session: SqlSession,
    index: number,
    { sql, values }: BoundStatement,
    limits: StatementLimits,
  ): Promise<StatementResult> {
    try {
      return await session.run(sql, values, limits);
    } catch (error) {
      throw new StatementFailed(`statement ${index + 1}`, { cause: error });
    }
  }
}

/** Its cause says why. */
class StatementFailed extends Error {}

function described({ rows, affectedRows }: StatementResult): string {
  return rows === undefined ? `${affectedRows} rows affected` : `${rows.length} rows`;
}

function failureOf(error: unknown, server: string): RunFailure {
  const cause = error instanceof StatementFailed ? error.cause : error;
  const what = error instanceof StatementFailed ? `${error.message} on ${server}` : server;
  const message = `${what}: ${messageOf(cause)}`;
  if (cause instanceof ReachRefused || cause instanceof MissingParameter)
    return { kind: 'refused', message: messageOf(cause), retry: { kind: 'never' } };
  if (cause instanceof ResultTooLarge) return { kind: 'output', message: `${what} ${cause.message}` };
  // Only what the server itself says has a state.
  const isServers = typeof (cause as Partial<QueryError>).sqlState === 'string';
  return { kind: isServers ? 'sql' : 'network', message };
}
