import type { Database, Session } from '@orrery/persistence';
import { SystemClock } from '@orrery/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BacklogHead, BacklogSlice, DispatchRow } from '../persistence/stores/backlog.store.js';
import type { ClusterSettings } from '../settings/cluster-settings.js';
import type { DispatchGate } from './dispatch-gate.js';
import type { DispatchPipeline } from './dispatch-pipeline.js';
import type { DispatchAftermath } from './dispatch-aftermath.js';
import type { DispatchRecords } from './dispatch-records.js';
import { GroupCapacity } from './group-capacity.js';
import { BacklogOrder } from './ordering/backlog-order.js';
import type { ProjectWeights } from './ordering/project-weights.js';
import { RunDispatcher } from './run-dispatcher.js';

const clock = new SystemClock();
const since = new Date(0);

describe('the dispatcher of the backlog', () => {
  let backlog: DispatchRow[];
  let sent: string[];
  let parks: (run: DispatchRow) => boolean;
  let isOpen: boolean;
  let capacity: GroupCapacity;
  let dispatcher: RunDispatcher;

  beforeEach(() => {
    [backlog, sent, parks, isOpen] = [[], [], () => false, true];
    capacity = new GroupCapacity();
    const within = <Result>(work: (session: Session) => Promise<Result>) => work({} as Session);
    const records = {
      database: { run: within, transaction: within } as unknown as Database,
      backlog: { heads, claimReady },
      clock,
      capacity,
    } as unknown as DispatchRecords;
    const settings = { current: () => 0 } as unknown as ClusterSettings;
    const order = new BacklogOrder(settings, { of: () => 1 } as unknown as ProjectWeights, clock);
    const aftermath = {
      follow: ({ dispatched }: { readonly dispatched: readonly DispatchRow[] }) =>
        Promise.resolve(sent.push(...dispatched.map(({ id }) => id))),
    };
    dispatcher = new RunDispatcher(
      records,
      order,
      { pass } as unknown as DispatchPipeline,
      aftermath as unknown as DispatchAftermath,
      { isOpen: () => isOpen } as DispatchGate,
    );
  });

  function heads(): Promise<BacklogHead[]> {
    const projects = [...new Set(backlog.map((run) => run.project))].sort();
    return Promise.resolve(projects.map((project) => ({ rank: 2, project, since })));
  }

  function claimReady(_: Session, slice: BacklogSlice, limit: number): Promise<DispatchRow[]> {
    return Promise.resolve(backlog.filter((run) => run.project === slice.project).slice(0, limit));
  }

  /** As the pipeline does: what is parked takes no room, and the last run may take more than is left. */
  function pass(_: Session, runs: readonly DispatchRow[], room: number) {
    const parked = runs.filter(parks);
    let left = room;
    const dispatched = runs.filter((run) => {
      const goes = !parks(run) && left > 0;
      left -= goes ? run.weight : 0;
      return goes;
    });
    const gone = new Set([...parked, ...dispatched]);
    backlog = backlog.filter((run) => !gone.has(run));
    return Promise.resolve({ dispatched, parked: parked.length, gone: gone.size });
  }

  function wait(project: string, count: number, weight = 1): void {
    for (let n = 0; n < count; n += 1) {
      backlog.push({ id: `${project}${n}`, project, priority: 2, weight } as DispatchRow);
    }
  }

  function slots(count: number): void {
    capacity.refresh(new Map([['g', count]]), new Map());
  }

  const of = (project: string) => sent.filter((id) => id.startsWith(project)).length;

  it('fills the room there is, and says what is left behind', async () => {
    wait('a', 10);
    slots(2);
    expect(await dispatcher.runOnce()).toEqual({ dispatched: 4 });
    expect(capacity.room('g')).toBe(0);
    expect(capacity.isBehind('g', 2)).toBe(true);
    slots(9);
    expect(await dispatcher.runOnce()).toEqual({ dispatched: 6 });
    expect(capacity.isBehind('g', 2)).toBe(false);
  });

  it('gives projects their share in slots: heavy runs of one do not shut out those of another', async () => {
    wait('a', 40, 10);
    wait('b', 400);
    for (let round = 0; round < 20; round += 1) {
      slots(5);
      await dispatcher.runOnce();
    }
    expect(of('a') * 10).toBeGreaterThan(80);
    expect(of('b')).toBeGreaterThan(80);
    expect(Math.abs(of('a') * 10 - of('b'))).toBeLessThanOrEqual(20);
  });

  it('looks behind runs that are held back, and does not charge their project for them', async () => {
    wait('a', 900);
    wait('b', 300);
    parks = (run) => run.project === 'a' && Number(run.id.slice(1)) < 700;
    slots(50);
    expect(await dispatcher.runOnce()).toEqual({ dispatched: 100 });
    expect(of('b')).toBe(100);
    parks = () => false;
    slots(50);
    await dispatcher.runOnce();
    expect(Math.abs(of('a') - of('b'))).toBeLessThanOrEqual(2);
  });

  it('sends nothing while the gate is closed', async () => {
    wait('a', 3);
    slots(5);
    isOpen = false;
    expect(await dispatcher.runOnce()).toEqual({ dispatched: 0 });
    expect(backlog).toHaveLength(3);
  });
});
