import { describe, expect, it } from 'vitest';
import { at, databaseKinds, someUser, useGatewayDatabase } from '../testing/use-stores.js';
import { SqlUserStore } from './sql-user.store.js';

const admin = { grants: [{ role: 'admin', project: null }] } as const;

describe.each(databaseKinds)('the user store on %s', (kind) => {
  const { database } = useGatewayDatabase(kind);
  const users = new SqlUserStore(database);
  const first = someUser({ username: 'admin', ...admin });

  it('inserts the first user once, however many try', async () => {
    const rivals = [first, ...Array.from({ length: 4 }, () => someUser({ username: 'admin', ...admin }))];
    const won = await Promise.all(rivals.map((user) => users.insertFirst(user)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await users.insertFirst(someUser())).toBe(false);
    expect(await users.list(10)).toHaveLength(1);
  });

  it('gives back what was put in', async () => {
    const user = someUser({
      grants: [
        { role: 'viewer', project: null },
        { role: 'developer', project: 'payroll' },
      ],
      enabled: false,
      createdAt: at(123),
    });
    await users.insert(user);
    expect(await users.find(user.id)).toEqual(user);
    expect(await users.findByName(user.username)).toEqual(user);
    expect(await users.find('01900000-0000-7000-8000-999999999999')).toBeUndefined();
  });

  it('refuses a name that is taken', async () => {
    const user = someUser();
    await users.insert(user);
    await expect(users.insert(someUser({ username: user.username }))).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('pages by id', async () => {
    for (let n = 0; n < 3; n++) await users.insert(someUser());
    const [a, b] = await users.list(2);
    const next = await users.list(1, a?.id);
    expect(next[0]?.id).toBe(b?.id);
  });

  it('replaces only the version before', async () => {
    const user = someUser({ grants: [{ role: 'viewer', project: null }] });
    await users.insert(user);
    const changed = {
      ...user,
      displayName: 'Other',
      grants: [],
      enabled: false,
      version: 2,
      updatedAt: at(5),
    };
    expect(await users.replace(changed)).toBe(true);
    expect(await users.replace(changed)).toBe(false);
    expect(await users.find(user.id)).toEqual(changed);
  });

  it('keeps an enabled administrator, even if two leave at once', async () => {
    const [present] = (await users.list(50)).filter(({ username }) => username === 'admin');
    const other = someUser(admin);
    await users.insert(other);
    const left = await Promise.allSettled([users.remove(present!.id), users.remove(other.id)]);
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const remaining = (await users.list(50)).filter(({ grants }) =>
      grants.some(({ role }) => role === 'admin'),
    );
    expect(remaining).toHaveLength(1);
    const off = { ...remaining[0]!, enabled: false, version: remaining[0]!.version + 1 };
    await expect(users.replace(off)).rejects.toMatchObject({ code: 'conflict' });
    expect(await users.find(off.id)).toMatchObject({ enabled: true, version: off.version - 1 });
  });
});
