import { newId } from '@orrery/runtime';
import { beforeEach, expect, it } from 'vitest';
import type { NewNotification } from '../notifying/notification.js';
import type { Storage } from '../storage/storage.js';
import { given } from './given.js';

/** The outbox: claimed once, settled by its claimer only, taken over when the lease ends. */
export function notificationStoreConformance(storage: () => Storage): void {
  const claim = (owner: string, limit = 100, leaseMs = 60_000) =>
    storage().transaction(({ notifications }) => notifications.claimDue(owner, limit, leaseMs));
  const add = async (overrides: Partial<NewNotification> = {}) => {
    const notification = given.newNotification(overrides);
    await storage().run(({ notifications }) => notifications.add(notification));
    return notification;
  };
  const read = async ({ alarmId, receiver }: NewNotification) =>
    (await storage().run(({ notifications }) => notifications.newest(alarmId, receiver)))!;

  beforeEach(async () => {
    const owner = newId();
    for (const { id } of await claim(owner)) {
      await storage().run(({ notifications }) => notifications.markFailed(id, owner, 'cleared'));
    }
  });

  it('leases each due one to one claimer', async () => {
    const added = await Promise.all(Array.from({ length: 30 }, () => add()));
    await add({ nextTryAt: new Date('2099-01-01T00:00:00.000Z') });
    const claims = await Promise.all(['a', 'b', 'c'].map((owner) => claim(owner, 15)));
    const rest = await claim('d');
    const ids = [...claims, rest].flat().map(({ id }) => id);
    expect(ids.sort()).toEqual(added.map(({ id }) => id).sort());
    expect(await claim('e')).toEqual([]);
  });

  it('writes down the state before the try and after it', async () => {
    const added = await add();
    const [claimed] = await claim('a');
    expect(claimed).toMatchObject({
      ...added,
      state: 'sending',
      attempts: 1,
      nextTryAt: expect.any(Date) as Date,
    });
    await storage().run(({ notifications }) => notifications.markForRetry(added.id, 'a', 'away', 60_000));
    const waiting = await read(added);
    expect(waiting).toMatchObject({ state: 'pending', attempts: 1, lastError: 'away' });
    expect(waiting.nextTryAt!.getTime() - waiting.lastTryAt!.getTime()).toBeGreaterThanOrEqual(60_000);
    await storage().run(({ notifications }) => notifications.markForRetry(added.id, 'a', 'late', 0));
    expect(await read(added)).toEqual(waiting);
  });

  it('is settled for good by its claimer only', async () => {
    const [one, other] = [await add(), await add()];
    await claim('a');
    const settle = (owner: string) =>
      storage().run(async ({ notifications }) => [
        await notifications.markSent(one.id, owner, '250 OK'),
        await notifications.markFailed(other.id, owner, '550 no'),
      ]);
    expect([await settle('b'), await settle('a'), await settle('a')]).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
    expect(await read(one)).toMatchObject({
      state: 'sent',
      note: '250 OK',
      nextTryAt: null,
      lastError: null,
    });
    expect((await read(one)).sentAt).toBeInstanceOf(Date);
    expect(await read(other)).toMatchObject({
      state: 'failed',
      lastError: '550 no',
      nextTryAt: null,
      sentAt: null,
    });
  });

  it('goes to another claimer once its lease has ended, unless it was renewed', async () => {
    const [dead, living] = [await add(), await add()];
    await claim('a', 100, 0);
    await storage().run(({ notifications }) => notifications.renew('a', [living.id], 60_000));
    await storage().run(({ notifications }) => notifications.renew('b', [dead.id], 60_000));
    expect(await claim('b')).toMatchObject([{ id: dead.id, attempts: 2 }]);
    expect(await storage().run(({ notifications }) => notifications.markSent(dead.id, 'a', 'late'))).toBe(
      false,
    );
    expect(await storage().run(({ notifications }) => notifications.markSent(living.id, 'a', 'ok'))).toBe(
      true,
    );
  });

  it('takes further failures in until a sender has it', async () => {
    const added = await add();
    const content = { incident: given.incident(), otherRunIds: [added.content.incident.runId!] };
    const join = () =>
      storage().run(({ notifications }) =>
        notifications.join(added.id, { content, giveUpAt: added.giveUpAt }),
      );
    expect(await join()).toBe(true);
    expect(await claim('a')).toMatchObject([{ failures: 2, content }]);
    expect(await join()).toBe(false);
  });

  it('exists once for an alarm, receiver, sequence and reason', async () => {
    const { alarmId } = await add();
    await expect(add({ alarmId })).rejects.toThrow();
    await add({ alarmId, sequence: 2 });
    const all = await storage().run(({ notifications }) => notifications.ofAlarms([alarmId, newId()]));
    expect(all.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });
}
