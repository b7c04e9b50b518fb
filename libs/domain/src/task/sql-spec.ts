import type { FieldError } from '../errors.js';
import { soleSecretFaults } from '../secret/sole-secret.js';

/** `off`: nothing is encrypted; `verify`: the certificate of the server has to be right; `unverified`: any will do. */
export const sqlEncryptions = ['off', 'verify', 'unverified'] as const;
export type SqlEncryption = (typeof sqlEncryptions)[number];

export interface SqlConnection {
  readonly host: string;
  readonly port: number;
  readonly database?: string;
  readonly user: string;
  /** A reference to a secret of the task; absent: none. */
  readonly password?: string;
  readonly tls: SqlEncryption;
  /** Certificates (PEM) of who may have signed that of the server; absent: those the worker trusts. */
  readonly ca?: string;
}

export interface SqlStatement {
  readonly sql: string;
  /** Parameters of the run that are bound to the `?` of the statement, in their order. */
  readonly params?: readonly string[];
}

export interface SqlSpec {
  readonly connection: SqlConnection;
  readonly statements: readonly SqlStatement[];
  /** All of the statements have their effect, or none. */
  readonly transaction: boolean;
  /** More rows of one statement fail the attempt. */
  readonly maxRows: number;
}

/** What is wrong with the password of an `sql` task: it is a secret or nothing. */
export function sqlPasswordFaults(spec: SqlSpec, secrets: Readonly<Record<string, string>>): FieldError[] {
  const { password } = spec.connection;
  return password === undefined ? [] : soleSecretFaults('/spec/connection/password', password, secrets);
}
