import { expect, it } from 'vitest';
import { secretFaults } from '../secret/secret-faults.js';
import type { SqlSpec } from './sql-spec.js';

function faultsOf(password?: string) {
  const connection = { host: 'db', port: 3306, user: 'u', password, tls: 'off' } as const;
  const spec: SqlSpec = { connection, statements: [{ sql: 'SELECT 1' }], transaction: true, maxRows: 10 };
  return secretFaults({ kind: 'sql', spec, secrets: { DB: 'db-password' } });
}

it('a password is a secret of the task, or none', () => {
  expect([faultsOf(), faultsOf('${secrets.DB}')]).toEqual([[], []]);
});

it.each(['geheim', 'x${secrets.DB}', '${secrets.DB}${secrets.DB}', '${ secrets.DB }', ''])(
  'the password "%s" is refused',
  (password) => {
    expect(faultsOf(password)).toEqual([
      {
        pointer: '/spec/connection/password',
        detail: 'must be a secret of the task, written ${secrets.NAME}',
      },
    ]);
  },
);

it('a password that the task does not have is refused', () => {
  expect(faultsOf('${secrets.OTHER}')).toEqual([
    {
      pointer: '/spec/connection/password',
      detail: 'speaks of the secret OTHER, which /secrets does not have',
    },
  ]);
});
