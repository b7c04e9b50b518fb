import { describe, expect, it } from 'vitest';
import { at, databaseKinds, someId, useGatewayDatabase } from '../testing/use-stores.js';
import type { ApiKey } from './api-key.js';
import { SqlApiKeyStore } from './sql-api-key.store.js';

describe.each(databaseKinds)('the API key store on %s', (kind) => {
  const { database } = useGatewayDatabase(kind);
  const keys = new SqlApiKeyStore(database);
  const userId = someId();
  const some = (part: Partial<ApiKey> = {}): ApiKey => {
    const id = someId();
    return {
      id,
      userId,
      name: 'key',
      prefix: id.slice(-8),
      secretHash: 'a'.repeat(64),
      grant: { role: 'viewer', project: null },
      createdAt: at(),
      expiresAt: null,
      lastUsedAt: null,
      ...part,
    };
  };

  it('gives back what was put in', async () => {
    const key = some({ grant: { role: 'developer', project: 'payroll' }, expiresAt: at(5) });
    await keys.insert(key);
    expect(await keys.find(key.id)).toEqual(key);
    expect(await keys.findByPrefix(key.prefix)).toEqual(key);
    expect(await keys.findByPrefix('nothing0')).toBeUndefined();
  });

  it('tells prefixes apart by case', async () => {
    await keys.insert(some({ prefix: 'AbCdEfGh' }));
    expect(await keys.findByPrefix('abcdefgh')).toBeUndefined();
  });

  it('lists by user and by id, removes and notes the last use', async () => {
    const other = some({ userId: someId() });
    const mine = some();
    await keys.insert(other);
    await keys.insert(mine);
    expect(await keys.list({ userId: other.userId, limit: 10 })).toEqual([other]);
    expect((await keys.list({ limit: 10, afterId: other.id })).map(({ id }) => id)).toEqual([mine.id]);
    await keys.touch(mine.id, at(7));
    expect((await keys.find(mine.id))?.lastUsedAt).toEqual(at(7));
    expect(await keys.remove(mine.id)).toBe(true);
    expect(await keys.remove(mine.id)).toBe(false);
  });
});
