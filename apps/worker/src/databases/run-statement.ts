import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { BoundStatement } from './bound-values.js';
import type { OpenConnection } from './sql-connection.js';
import { StatementResult, type StatementLimits } from './statement-result.js';

/**
 * Executes one statement, prepared by the server where it has parameters: their values are never part of its text. Rows are
 * taken as they come; with more than the limits allow the connection is given up.
 * @throws ResultTooLarge, or what the driver says.
 */
export function runStatement(
  { driver, cut }: OpenConnection,
  sql: string,
  values: BoundStatement['values'],
  limits: StatementLimits,
): Promise<StatementResult> {
  const result = new StatementResult(limits);
  return new Promise((resolve, reject) => {
    const giveUp = (error: Error) => {
      cut();
      reject(error);
    };
    driver.once('error', reject);
    const command = values.length === 0 ? driver.query(sql) : driver.execute(sql, values);
    let hasRows = false;
    command.on('fields', (fields: unknown) => {
      hasRows = Array.isArray(fields);
      if (hasRows) result.begin();
    });
    command.on('result', (row: RowDataPacket | ResultSetHeader) => {
      try {
        if (hasRows) result.add(row as RowDataPacket);
        else result.note((row as ResultSetHeader).affectedRows, (row as ResultSetHeader).insertId);
      } catch (error) {
        giveUp(error as Error);
      }
    });
    command.on('error', reject);
    command.on('end', () => {
      driver.off('error', reject);
      resolve(result);
    });
  });
}
