import { EarlierStatementError } from './earlier-statement-error.js';

/** What to do about a database error: try the work again, lose to somebody faster, or give up. */
export type DatabaseErrorClass = 'transient' | 'duplicate' | 'permanent';

/** Server error numbers: locks (1205, 1213), read-only or shutting down (1290, 1792, 1053), connections (1040, 1203, 2006, 2013, …). */
const TRANSIENT_NUMBERS = new Set([
  1020, 1037, 1040, 1053, 1077, 1079, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1290, 1317, 1412, 1613, 1614,
  1792, 1836, 1927, 2002, 2003, 2006, 2013, 2055, 3058, 3101, 3572, 4031,
]);
const DUPLICATE_NUMBERS = new Set([1062, 1586]);

const TRANSIENT_CODES = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'POOL_CLOSED_CONNECTION',
  'DATABASE_ACQUIRE_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Judges an error of mysql2, libsql or TypeORM by its number and code alone; anything unknown is permanent. */
export function classifyDatabaseError(error: unknown): DatabaseErrorClass {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    const { errno, code, errors } = cause as { errno?: unknown; code?: unknown; errors?: unknown };
    if (typeof errno === 'number' && TRANSIENT_NUMBERS.has(errno)) return 'transient';
    if (typeof errno === 'number' && DUPLICATE_NUMBERS.has(errno)) return 'duplicate';
    if (typeof code === 'string') {
      const verdict = classifyCode(code);
      if (verdict !== 'permanent') return verdict;
    }
    if (isClosedConnection(cause)) return 'transient';
    cause = nextCause(cause, errors);
  }
  return 'permanent';
}

/** True for a violated primary or unique key: somebody else was faster. Within a session, of the statement at hand only. */
export function isDuplicateKey(error: unknown): boolean {
  return !(error instanceof EarlierStatementError) && classifyDatabaseError(error) === 'duplicate';
}

function classifyCode(code: string): DatabaseErrorClass {
  if (code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE') return 'duplicate';
  if (TRANSIENT_CODES.has(code) || code.startsWith('ER_LOCK_')) return 'transient';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'transient';
  return 'permanent';
}

/** mysql2 says this, without a code, of a connection that closed before the statement was sent. */
function isClosedConnection(error: Error): boolean {
  return /Can't add new command when connection is in closed state|Pool is closed/.test(error.message);
}

function nextCause(error: Error, errors: unknown): unknown {
  if (Array.isArray(errors) && errors.length > 0) return errors[0] as unknown;
  return (error as { driverError?: unknown }).driverError ?? error.cause;
}
