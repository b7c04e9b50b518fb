import { resultFault } from '@orrery/domain';

/** Rows of a task that are more, or longer, than its result may be. */
export class ResultTooLarge extends Error {}

export interface StatementLimits {
  readonly maxRows: number;
  /** For all rows together, as JSON. */
  readonly maxBytes: number;
}

/** What a statement gave: its last set of rows, if any, and what it changed. */
export class StatementResult {
  rows: Record<string, unknown>[] | undefined;
  affectedRows = 0;
  insertId: string | number | undefined;
  private bytes = 0;

  constructor(private readonly limits: StatementLimits) {}

  /** A set of rows begins. */
  begin(): void {
    this.rows = [];
    this.bytes = 0;
  }

  /** @throws ResultTooLarge */
  add(row: Readonly<Record<string, unknown>>): void {
    const { maxRows, maxBytes } = this.limits;
    const rows = (this.rows ??= []);
    if (rows.length === maxRows) throw new ResultTooLarge(`gives more than ${maxRows} rows`);
    const value = Object.fromEntries(Object.entries(row).map(([name, each]) => [name, plain(each)]));
    const fault = resultFault(value, maxBytes);
    this.bytes += fault === undefined ? Buffer.byteLength(JSON.stringify(value)) : 0;
    if (fault !== undefined) throw new ResultTooLarge(`gives a row that ${fault}`);
    if (this.bytes > maxBytes) throw new ResultTooLarge(`gives rows longer than ${maxBytes} bytes of JSON`);
    rows.push(value);
  }

  note(affectedRows: number, insertId: string | number): void {
    this.affectedRows += affectedRows;
    if (insertId !== 0 && insertId !== '0') this.insertId = insertId;
  }
}

/** Bytes as base64; everything else the driver gives is JSON. */
function plain(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString('base64') : value;
}
