import { SystemClock } from '@orrery/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HeartbeatRegistry } from '../cluster/heartbeat-registry.js';
import { DispatchWake } from '../loops/wake-calls.js';
import { AcceptedRuns } from './accepted-runs.js';
import { GroupCapacity } from './group-capacity.js';

const heartbeats = { groupOf: () => 'g' } as unknown as HeartbeatRegistry;

describe('runs that reached a worker', () => {
  let capacity: GroupCapacity;
  let accepted: AcceptedRuns;
  let woken: string[];

  beforeEach(() => {
    capacity = new GroupCapacity();
    capacity.refresh(new Map([['g', 1]]), new Map());
    const wake = new DispatchWake();
    accepted = new AcceptedRuns(capacity, heartbeats, wake, new SystemClock());
    woken = [];
    wake.onWake(() => woken.push('backlog'));
    wake.onRoom(() => woken.push('others'));
  });

  it('make room', () => {
    capacity.sent('g', 2);
    expect(capacity.room('g')).toBe(0);
    accepted.byWorker('w', 2);
    expect(capacity.room('g')).toBeGreaterThanOrEqual(2);
  });

  it('have the backlog looked at where runs wait in it', () => {
    capacity.setBacklog('g', 2);
    accepted.byWorker('w', 1);
    expect(woken).toEqual(['backlog', 'others']);
  });

  it('wake only those who wait outside of the backlog where it is empty', () => {
    capacity.setBacklog('g', undefined);
    accepted.byWorker('w', 1);
    expect(woken).toEqual(['others']);
    accepted.byGroup(new Map());
    expect(woken).toEqual(['others']);
  });
});
