import { ServiceClient } from '@orrery/messaging';
import { InvalidError, NotFoundError, VersionMismatchError } from '@orrery/domain';
import { createLogger } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { readMasterConfig } from '../config.js';
import { MasterFeed } from '../events/master-feed.js';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import { SettingStore, type SettingVersion } from '../persistence/stores/setting.store.js';
import { useMasters } from '../testing/use-masters.js';
import { ClusterSettings } from './cluster-settings.js';

const masters = useMasters();
const actor = 'ada';

/** The settings of a node of its own, as another master has them. */
async function anotherNode(): Promise<ClusterSettings> {
  const log = new MasterLogger(createLogger('test', 'silent'));
  const config = new MasterSettings(readMasterConfig({ ORRERY_NODE_ID: 'elsewhere' }));
  const feed = new MasterFeed(await masters.rabbit.open(), config, log);
  const settings = new ClusterSettings(masters.database, new SettingStore(), log, feed);
  await settings.onModuleInit();
  await feed.onApplicationBootstrap();
  return settings;
}

describe('cluster-wide settings', () => {
  it('are changed with version, author and reason, applied elsewhere at once, and rolled back', async () => {
    await masters.start();
    const calls = new ServiceClient(masters.rabbit.broker);
    const elsewhere = await anotherNode();
    const heard: boolean[] = [];
    elsewhere.onChange('scheduling.paused', (value) => heard.push(value));
    const name = 'scheduling.paused';
    expect(await calls.call('setting.get', { name })).toMatchObject({ value: false, version: 0 });

    const body = { value: true, reason: 'the data centre moves' };
    const changed = await calls.call('setting.change', { name, body, ifVersion: 0, actor });
    expect(changed).toMatchObject({ value: true, version: 1, changedBy: 'ada', reason: body.reason });
    await vi.waitFor(() => expect(elsewhere.current(name)).toBe(true), { timeout: 900 });

    await calls.call('setting.rollBack', { name, body: { version: 0 }, actor });
    await vi.waitFor(() => expect(elsewhere.current(name)).toBe(false), { timeout: 900 });
    expect(heard).toEqual([true, false]);
    const { items } = await calls.call('setting.versions', { name, query: {} });
    expect(items).toMatchObject([
      { version: 2, value: false, reason: 'back to version 0' },
      { version: 1, value: true, changedBy: 'ada' },
    ]);
  });

  it('reach a node that missed the event with its next look', async () => {
    await masters.start();
    const calls = new ServiceClient(masters.rabbit.broker);
    const log = new MasterLogger(createLogger('test', 'silent'));
    const feed = { on: () => undefined } as unknown as MasterFeed;
    const deaf = new ClusterSettings(masters.database, new SettingStore(), log, feed);
    await deaf.onModuleInit();
    await calls.call('setting.change', { name: 'retention.days', body: { value: 7 }, actor });
    expect(deaf.current('retention.days')).toBe(30);
    await deaf.runOnce();
    expect(deaf.current('retention.days')).toBe(7);
  });

  it('do not go back when a look that began earlier ends later', async () => {
    const log = new MasterLogger(createLogger('test', 'silent'));
    const feed = { on: () => undefined } as unknown as MasterFeed;
    const looks: ((versions: SettingVersion[]) => void)[] = [];
    const store = { newest: () => new Promise<SettingVersion[]>((resolve) => looks.push(resolve)) };
    const settings = new ClusterSettings(masters.database, store as unknown as SettingStore, log, feed);
    const heard: number[] = [];
    settings.onChange('retention.days', (days) => heard.push(days));
    const [early, late] = [settings.runOnce(), settings.runOnce()];
    await vi.waitUntil(() => looks.length === 2, { timeout: 5_000 });
    const version = (number: number, value: number): SettingVersion => {
      const change = { changedBy: actor, reason: null, createdAt: new Date(0) };
      return { name: 'retention.days', version: number, value, ...change };
    };
    looks[1]!([version(2, 9)]);
    await late;
    looks[0]!([version(1, 8)]);
    await early;
    expect([settings.current('retention.days'), heard]).toEqual([9, [9]]);
  });

  it('of two who change the same version one wins', async () => {
    await masters.start();
    const calls = new ServiceClient(masters.rabbit.broker);
    const change = (value: number) =>
      calls
        .call('setting.change', { name: 'dispatching.ageingMs', body: { value }, ifVersion: 0, actor })
        .catch((error: unknown) => error);
    const answers = await Promise.all([change(1), change(2), change(3)]);
    expect(answers.filter((answer) => answer instanceof VersionMismatchError)).toHaveLength(2);
  });

  it('refuse what they cannot be, by the field', async () => {
    await masters.start();
    const calls = new ServiceClient(masters.rabbit.broker);
    const refusal = (name: string, value: unknown) =>
      calls.call('setting.change', { name, body: { value }, actor }).catch((error: unknown) => error);
    expect(await refusal('retention.days', 0)).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/value', detail: 'must be a whole number of days from 1 to 3660' }],
    });
    expect(await refusal('scheduling.paused', 'yes')).toBeInstanceOf(InvalidError);
    expect(await refusal('no.such', 1)).toBeInstanceOf(NotFoundError);
    const back = calls.call('setting.rollBack', { name: 'workers.leaseMs', body: { version: 9 }, actor });
    await expect(back).rejects.toMatchObject({ errors: [{ pointer: '/version' }] });
  });
});
