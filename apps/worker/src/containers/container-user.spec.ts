import { describe, expect, it } from 'vitest';
import { ContainerUsers } from './container-user.js';

const own = `${process.getuid!()}:${process.getgid!()}`;

describe('the user of a container', () => {
  it('is lent to it where the worker is root, and given back', async () => {
    const given: number[] = [];
    const users = new ContainerUsers({ take: () => Promise.resolve(61_200), give: (uid) => given.push(uid) });
    const user = await users.take(undefined);
    expect(user).toMatchObject({ name: '61200:61200', owner: { uid: 61_200, gid: 61_200 } });
    if ('release' in user) user.release();
    expect(given).toEqual([61_200]);
  });

  it.each([
    ['1000', '1000:1000', { uid: 1_000, gid: 1_000 }],
    ['1000:7', '1000:7', { uid: 1_000, gid: 7 }],
  ])('is the one that its task names: %s', async (asked, name, owner) => {
    const users = new ContainerUsers({ take: () => expect.unreachable(), give: () => undefined });
    expect(await users.take(asked)).toMatchObject({ name, owner });
  });

  it('is that of the worker where it is not root: it could give its files to nobody else', async () => {
    const users = new ContainerUsers(undefined);
    expect(await users.take(undefined)).toMatchObject({ name: own, owner: undefined });
    expect(await users.take(own)).toMatchObject({ name: own, owner: undefined });
    expect(await users.take('12345:1')).toEqual({ refused: expect.stringContaining('not root') as string });
  });
});
