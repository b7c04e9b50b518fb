import { describe, expect, it } from 'vitest';
import { at, databaseKinds, someId, useGatewayDatabase } from '../testing/use-stores.js';
import { SqlLoginFailureStore } from './sql-login-failure.store.js';
import { SqlRefreshTokenStore } from './sql-refresh-token.store.js';

const hashOf = (name: string) => name.padEnd(64, '0');

describe.each(databaseKinds)('the refresh token store on %s', (kind) => {
  const { database } = useGatewayDatabase(kind);
  const tokens = new SqlRefreshTokenStore(database);
  const stored = (name: string, createdAt = at()) => ({
    id: someId(),
    tokenHash: hashOf(name),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + 1_000),
  });
  const begin = async (name: string, userId = someId()) => {
    const token = stored(name);
    await tokens.insert({ ...token, familyId: token.id, userId });
    return userId;
  };

  it('uses a token up once, and ends the family at the second use', async () => {
    const userId = await begin('a1');
    expect(await tokens.rotate(hashOf('a1'), stored('a2', at(1)))).toEqual({ kind: 'rotated', userId });
    expect(await tokens.rotate(hashOf('a1'), stored('a3', at(2)))).toEqual({ kind: 'reused' });
    expect(await tokens.rotate(hashOf('a2'), stored('a4', at(3)))).toEqual({ kind: 'unknown' });
  });

  it('lets one of two at once win', async () => {
    await begin('b1');
    const both = await Promise.all(
      ['b2', 'b3'].map((name) => tokens.rotate(hashOf('b1'), stored(name, at(1)))),
    );
    expect(both.map(({ kind: outcome }) => outcome).sort()).toEqual(['reused', 'rotated']);
  });

  it('knows nothing of tokens that are too old or never were', async () => {
    await begin('c1');
    expect(await tokens.rotate(hashOf('c1'), stored('c2', at(1_000)))).toEqual({ kind: 'unknown' });
    expect(await tokens.rotate(hashOf('zz'), stored('c3'))).toEqual({ kind: 'unknown' });
  });

  it('revokes one login, or all of a user', async () => {
    const userId = await begin('d1');
    await begin('d2', userId);
    await begin('d3', userId);
    await tokens.revokeFamilyOf(hashOf('d1'), at(1));
    expect(await tokens.rotate(hashOf('d1'), stored('e1', at(2)))).toEqual({ kind: 'unknown' });
    expect(await tokens.rotate(hashOf('d2'), stored('e2', at(2)))).toEqual({ kind: 'rotated', userId });
    await tokens.revokeAllOf(userId, at(3));
    for (const name of ['e2', 'd3']) {
      expect(await tokens.rotate(hashOf(name), stored(`f-${name}`, at(4)))).toEqual({ kind: 'unknown' });
    }
  });
});

describe.each(databaseKinds)('the login failure store on %s', (kind) => {
  const { database } = useGatewayDatabase(kind);
  const failures = new SqlLoginFailureStore(database);

  it('gives the newest failures of an account from an address', async () => {
    const record = (ms: number, ip = '10.0.0.1', account = 'ada') =>
      failures.record({ id: someId(), account, ip, failedAt: at(ms) });
    for (const ms of [1, 3, 2]) await record(ms);
    await record(9, '10.0.0.2');
    await record(9, '10.0.0.1', 'bob');
    expect(await failures.newest('ada', '10.0.0.1', at(0), 2)).toEqual([at(3), at(2)]);
    expect(await failures.newest('ada', '10.0.0.1', at(3), 9)).toEqual([at(3)]);
    await failures.clear('ada', '10.0.0.1');
    expect(await failures.newest('ada', '10.0.0.1', at(0), 9)).toEqual([]);
    expect(await failures.newest('bob', '10.0.0.1', at(0), 9)).toEqual([at(9)]);
  });

  it('forgets one', async () => {
    const failure = { id: someId(), account: 'eve', ip: '::1', failedAt: at(1) };
    await failures.record(failure);
    await failures.remove(failure.id);
    expect(await failures.newest('eve', '::1', at(0), 9)).toEqual([]);
  });
});
