import type { FieldError } from '../errors.js';
import { secretsNamedIn } from '../secret/secret-reference.js';

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

const reference = /^\$\{secrets\.[A-Za-z_][A-Za-z0-9_]*\}$/;

/** What is wrong with the password of an `sql` task: definitions are read by many, so it is a secret or nothing. */
export function sqlPasswordFaults(spec: SqlSpec, secrets: Readonly<Record<string, string>>): FieldError[] {
  const { password } = spec.connection;
  if (password === undefined) return [];
  const pointer = '/spec/connection/password';
  if (!reference.test(password))
    return [{ pointer, detail: 'must be a secret of the task, written ${secrets.NAME}' }];
  const [name] = secretsNamedIn(password);
  return Object.hasOwn(secrets, name!)
    ? []
    : [{ pointer, detail: `speaks of the secret ${name}, which /secrets does not have` }];
}
