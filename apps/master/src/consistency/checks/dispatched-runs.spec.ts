import { workQueue } from '@orrery/contracts';
import type { Broker } from '@orrery/messaging';
import { SettableClock } from '@orrery/testing';
import { expect, it } from 'vitest';
import { GroupCapacity } from '../../dispatching/group-capacity.js';
import { WorkQueues } from '../../dispatching/work-queues.js';
import { ConsistencyChecks } from '../consistency-checks.js';
import { DispatchedRuns } from './dispatched-runs.js';

it('misses only what a worker could take: the rest waits for one, several runs in one message', async () => {
  const capacity = new GroupCapacity();
  capacity.refresh(new Map([['manned', 4]]), new Map());
  const depths: Record<string, number> = { [workQueue('manned').name]: 2, [workQueue('empty').name]: 1 };
  const broker = {
    isConnected: () => true,
    depth: async (queue: string) => ({ messages: depths[queue] ?? 0, consumers: 0 }),
  };
  const queues = new WorkQueues(broker as unknown as Broker, capacity);
  const unaccepted = async () => [
    { group: 'manned', count: 5, overdue: 1 },
    { group: 'empty', count: 7, overdue: 7 },
  ];
  const database = { run: (work: (session: undefined) => unknown) => work(undefined) };
  const check = new DispatchedRuns(
    new ConsistencyChecks(),
    database as never,
    { unaccepted } as never,
    queues,
    new SettableClock(),
  );
  expect(await check.runOnce()).toEqual({ checked: 12, found: 3, repaired: 0, detail: '3 of group manned' });
});
