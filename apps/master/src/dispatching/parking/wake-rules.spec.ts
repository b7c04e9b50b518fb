import type { Session } from '@orrery/persistence';
import { describe, expect, it } from 'vitest';
import type { PauseState } from '../../definitions/pause-state.js';
import type { ParkedRunRow } from '../../persistence/stores/parked-run.store.js';
import type { TimedPool } from '../../persistence/stores/pool.store.js';
import type { LimitStores } from '../limits/limit-stores.js';
import type { WorkerRoom } from '../routing/worker-room.js';
import { WakeRules } from './wake-rules.js';
import { waitsFor } from './waits-for.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const session = {} as Session;

/** What stands in the database. */
interface World {
  readonly pool?: Partial<TimedPool>;
  readonly task?: number;
  readonly used?: number;
  readonly paused?: string;
  /** Slots of each group in all. */
  readonly inAll?: number;
}

function rules({ pool, task, used = 0, paused, inAll = 0 }: World): WakeRules {
  const stores = {
    pools: { find: () => Promise.resolve(pool), read: () => Promise.resolve(pool) },
    tasks: { find: () => Promise.resolve(task) },
    holds: { used: (_: Session, [id]: string[]) => Promise.resolve(new Map([[id, used]])) },
  } as unknown as LimitStores;
  const pauses = {
    of: (_: string, taskId: string) => (paused === taskId ? {} : undefined),
    ofProject: (project: string) => (paused === project ? {} : undefined),
  } as unknown as PauseState;
  const room = {
    most: () => Promise.resolve(2),
    inAll: (_: Session, group: string) => Promise.resolve(group === 'g:1' ? inAll : 0),
  } as unknown as WorkerRoom;
  return new WakeRules(stores, pauses, room);
}

function pool(over: Partial<TimedPool>): Partial<TimedPool> {
  const rate = { rate_count: 0, rate_per_ms: 0, tokens: 0, refilled_at: now, now_at: now };
  return { id: 'p', name: 'p', scope: 'global', slots: 0, ...rate, ...over };
}

function queue(key: string, ...slots: number[]): ParkedRunRow[] {
  return slots.map((each, n) => ({ run_id: `r${n}`, waits_for: key, slots: each })) as ParkedRunRow[];
}

async function chosen(world: World, key: string, ...slots: number[]): Promise<string[]> {
  const rule = await rules(world).ruleFor(session, key);
  return rule.choose(queue(key, ...slots).slice(0, rule.most)).map((row) => row.run_id);
}

describe('who of those that wait may go', () => {
  it('as many as fit into a pool, and nobody past a heavy one', async () => {
    expect(await chosen({ pool: pool({ slots: 4 }), used: 1 }, 'pool:p', 1, 1, 1, 1)).toEqual([
      'r0',
      'r1',
      'r2',
    ]);
    expect(await chosen({ pool: pool({ slots: 4 }), used: 2 }, 'pool:p', 3, 1)).toEqual([]);
    expect(await chosen({ pool: pool({ slots: 4 }), used: 4 }, 'pool:p', 1)).toEqual([]);
  });

  it('one that is heavier than its pool since that was narrowed: it must not stand in the way of others', async () => {
    expect(await chosen({ pool: pool({ slots: 3 }) }, 'pool:p', 5, 2, 2)).toEqual(['r0', 'r1']);
  });

  it('of a task as many as it says, whatever they weigh', async () => {
    expect(await chosen({ task: 2 }, 'task:t', 9, 9, 9)).toEqual(['r0', 'r1']);
  });

  it('all, where the limit is gone or limits no more', async () => {
    for (const key of ['pool:p', 'task:t', 'rate:p', 'never:p:9'])
      expect(await chosen({}, key, 9)).toEqual(['r0']);
    expect(await chosen({ pool: pool({ slots: 0 }) }, 'pool:p', 9)).toEqual(['r0']);
    expect(await chosen({ pool: pool({}) }, 'rate:p', 9)).toEqual(['r0']);
    expect(await chosen({ task: 0 }, 'task:t', 9)).toEqual(['r0']);
  });

  it('those that have become light enough for their pool', async () => {
    expect(await chosen({ pool: pool({ slots: 4 }) }, 'never:p:5', 5)).toEqual([]);
    expect(await chosen({ pool: pool({ slots: 4 }) }, 'never:p:4', 4)).toEqual(['r0']);
  });

  it('those that want no more slots than their group has in all', async () => {
    const key = waitsFor.lacking({ group: 'g:1', slots: 4 });
    expect(await chosen({ inAll: 3 }, key, 1)).toEqual([]);
    expect(await chosen({ inAll: 4 }, key, 1, 1)).toEqual(['r0', 'r1']);
    expect(await chosen({ inAll: 4 }, waitsFor.reserved(), 1)).toEqual([]);
  });

  it('as many as a rate lets start, and when the next of them may', async () => {
    const paced = pool({ rate_count: 4, rate_per_ms: 200, tokens: 2.5 });
    expect(await chosen({ pool: paced }, 'rate:p', 1, 1, 1)).toEqual(['r0', 'r1']);
    expect(await rules({ pool: paced }).ruleFor(session, 'rate:p')).toMatchObject({ againInMs: 25 });
    const empty = pool({ rate_count: 1, rate_per_ms: 60_000, tokens: 0 });
    expect(await rules({ pool: empty }).ruleFor(session, 'rate:p')).toMatchObject({
      most: 0,
      againInMs: 60_000,
    });
  });

  it('nobody while it is paused, everybody afterwards', async () => {
    expect(await chosen({ paused: 'billing' }, 'paused:project:billing', 1)).toEqual([]);
    expect(await chosen({ paused: 't:1' }, 'paused:task:t:1', 1)).toEqual([]);
    expect(await chosen({ paused: '' }, 'paused:cluster', 1)).toEqual([]);
    for (const key of ['paused:project:billing', 'paused:task:t:1', 'paused:cluster']) {
      expect(await chosen({}, key, 1)).toEqual(['r0']);
    }
  });

  it('as many as there is room for at the workers', async () => {
    expect(await chosen({}, 'workers:g:t', 1, 1, 1)).toEqual(['r0', 'r1']);
  });
});
