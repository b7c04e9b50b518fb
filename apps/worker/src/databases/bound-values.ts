import type { SqlStatement } from '@orrery/domain';

/** The run does not have what a statement binds. */
export class MissingParameter extends Error {}

export interface BoundStatement {
  readonly sql: string;
  readonly values: (string | number | boolean | null)[];
}

/**
 * The statements with the values of the run's parameters; lists and objects are bound as JSON.
 * @throws MissingParameter
 */
export function boundStatements(
  statements: readonly SqlStatement[],
  params: Readonly<Record<string, unknown>>,
): BoundStatement[] {
  return statements.map(({ sql, params: names = [] }) => ({
    sql,
    values: names.map((name) => {
      if (!Object.hasOwn(params, name)) throw new MissingParameter(`the run has no parameter "${name}"`);
      const value = params[name] as BoundStatement['values'][number] | object;
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    }),
  }));
}
