import type { Statement } from './expand-arrays.js';
import type { Row } from './session.js';

export interface ExecuteResult {
  readonly affected: number;
}

/** Sends single statements over one connection of one driver; what differs between the databases is behind this. */
export interface Statements {
  select(sql: string, params: readonly unknown[]): Promise<Row[]>;
  /** The rows of each. */
  selectAll(queries: readonly Statement[]): Promise<Row[][]>;
  execute(sql: string, params: readonly unknown[]): Promise<ExecuteResult>;
  /** Runs before the next one, or when `settle` says so; where that saves nothing, at once. */
  later(sql: string, params: readonly unknown[]): void;
  /** Runs what still waits. */
  settle(): Promise<void>;
  /** The connection is about to be used by others than these statements. @throws Error when what waits may fail. */
  beforeOthers(): void;
  /** Runs one multi-row INSERT whose duplicates are left out; counts the rows inserted. */
  insertIgnoring(insert: string, params: readonly unknown[], rowCount: number): Promise<ExecuteResult>;
  /** The clause that makes an INSERT update instead. */
  onDuplicateUpdate(key: readonly string[], update: readonly string[]): string;
}
