import { describe, expect, it } from 'vitest';
import { QueryFailedError } from 'typeorm';
import { classifyDatabaseError, isDuplicateKey } from './classify-database-error.js';
import { EarlierStatementError } from './earlier-statement-error.js';

const error = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

describe('classifyDatabaseError', () => {
  it.each([1205, 1213, 1290, 2006, 2013, 1040, 1053])('takes server error %i as transient', (errno) => {
    expect(classifyDatabaseError(error({ errno, code: 'ER_SOMETHING' }))).toBe('transient');
  });

  it.each([
    'PROTOCOL_CONNECTION_LOST',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'ER_LOCK_DEADLOCK',
    'ER_LOCK_WAIT_TIMEOUT',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_LOCKED',
  ])('takes code %s as transient', (code) => {
    expect(classifyDatabaseError(error({ code }))).toBe('transient');
  });

  it.each([{ errno: 1062 }, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }, { code: 'SQLITE_CONSTRAINT_UNIQUE' }])(
    'takes %o as a duplicate',
    (fields) => {
      expect(classifyDatabaseError(error(fields))).toBe('duplicate');
      expect(isDuplicateKey(error(fields))).toBe(true);
    },
  );

  it('takes syntax errors, broken rules and anything unknown as permanent', () => {
    expect(classifyDatabaseError(error({ errno: 1064, code: 'ER_PARSE_ERROR' }))).toBe('permanent');
    expect(classifyDatabaseError(error({ errno: 1045, code: 'ER_ACCESS_DENIED_ERROR' }))).toBe('permanent');
    expect(classifyDatabaseError(error({ code: 'SQLITE_CONSTRAINT_NOTNULL' }))).toBe('permanent');
    expect(classifyDatabaseError(new Error('anything'))).toBe('permanent');
    expect(classifyDatabaseError('a string')).toBe('permanent');
    expect(classifyDatabaseError(undefined)).toBe('permanent');
  });

  it('looks through the wrappers of TypeORM and Node', () => {
    expect(classifyDatabaseError(new QueryFailedError('SELECT 1', [], error({ errno: 1213 })))).toBe(
      'transient',
    );
    expect(classifyDatabaseError(new Error('w', { cause: error({ errno: 1062 }) }))).toBe('duplicate');
    expect(classifyDatabaseError(new AggregateError([error({ code: 'ECONNREFUSED' })], ''))).toBe(
      'transient',
    );
  });

  it('tries again after a deadlock of a statement that had waited, whose duplicates are not those of the next', () => {
    expect(classifyDatabaseError(new EarlierStatementError(error({ errno: 1213 })))).toBe('transient');
    expect(isDuplicateKey(new EarlierStatementError(error({ errno: 1062 })))).toBe(false);
  });

  it('knows the connection that closed before the statement was sent', () => {
    expect(classifyDatabaseError(new Error("Can't add new command when connection is in closed state"))).toBe(
      'transient',
    );
  });

  it('ends on errors that cause each other', () => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;
    expect(classifyDatabaseError(one)).toBe('permanent');
  });
});
