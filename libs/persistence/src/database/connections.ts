import type { DataSource } from 'typeorm';
import type { Dialect } from '../dialect/dialect.js';
import type { Session } from '../session/session.js';

/** A connection that is ours for a while. */
export interface Lease {
  readonly session: Session;
  begin(): Promise<void>;
  /** Ends what single statements have left to be run later. */
  settle(): Promise<void>;
  commit(): Promise<void>;
  /** Undoes what was begun; where the connection no longer answers, it is thrown away instead. */
  rollback(): Promise<void>;
  /** Gives the connection back; `broken` throws it away. */
  release(broken: boolean): Promise<void>;
}

/** Where connections come from, on one kind of database. */
export interface Connections {
  readonly dialect: Dialect;
  readonly dataSource: DataSource;
  /** One attempt to connect, making the schema when it is missing. */
  open(): Promise<void>;
  lease(): Promise<Lease>;
  /** Runs `work` while no other process does the same. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
