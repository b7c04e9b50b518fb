import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GroupCapacity } from './group-capacity.js';

describe('the room of a group', () => {
  let capacity: GroupCapacity;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    capacity = new GroupCapacity();
    capacity.refresh(new Map([['g', 4]]), new Map());
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is two rounds of its slots, less what is on its way', () => {
    expect(capacity.room('g')).toBe(8);
    expect(capacity.reserve('g', 5)).toBe(5);
    expect(capacity.reserve('g', 5)).toBe(3);
    expect(capacity.room('g')).toBe(0);
    capacity.release('g', 2);
    expect(capacity.room('g')).toBe(2);
    expect([capacity.room('nobody'), capacity.reserve('nobody', 1)]).toEqual([0, 0]);
  });

  it('counts slots; the last run may take more than is left', () => {
    expect(capacity.reserve('g', 9, 3)).toBe(3);
    expect(capacity.room('g')).toBe(0);
    capacity.release('g', 3, 9);
    expect(capacity.room('g')).toBe(8);
  });

  it('grows by what its workers lately took, more where more may wait for them', () => {
    capacity.sent('g', 100);
    capacity.accepted('g', 100);
    expect(capacity.acceptedPerSecond('g')).toBe(100);
    expect(capacity.room('g')).toBe(18);
    expect(capacity.room('g', 100)).toBe(108);
    expect(capacity.reserve('g', 500, 1, 100)).toBe(108);
    expect(capacity.room('g')).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(capacity.acceptedPerSecond('g')).toBe(100);
    vi.advanceTimersByTime(1_000);
    expect(capacity.acceptedPerSecond('g')).toBe(0);
  });

  it('is never more than forty rounds of its slots', () => {
    expect([capacity.room('g', 150), capacity.room('g', 10_000)]).toEqual([158, 160]);
  });

  it('takes what is accepted for as heavy as what is on its way on average', () => {
    capacity.sent('g', 2, 8);
    capacity.accepted('g', 1);
    expect(capacity.room('g')).toBe(8 + 1 - 4);
    capacity.accepted('g', 1);
    expect(capacity.room('g')).toBe(8 + 1);
  });

  it('is what the database says after each look; a group without workers has none', () => {
    capacity.sent('g', 8);
    capacity.refresh(new Map([['g', 2]]), new Map([['g', { runs: 1, slots: 3 }]]));
    expect(capacity.room('g')).toBe(1);
    expect([capacity.hasWorkers('g'), capacity.names()]).toEqual([true, ['g']]);
    capacity.refresh(new Map(), new Map());
    expect([capacity.hasWorkers('g'), capacity.names(), capacity.room('g')]).toEqual([false, [], 0]);
  });

  it('has a backlog until a look has found none, and again when the next run is ready', () => {
    const [now, soon] = [new Date(1_000), new Date(2_000)];
    expect([capacity.hasBacklog('g', now), capacity.hasBacklog('unknown', now)]).toEqual([true, false]);
    capacity.setBacklog('g', undefined);
    expect(capacity.hasBacklog('g', now)).toBe(false);
    capacity.setBacklog('g', undefined, soon);
    expect([now, soon].map((at) => capacity.hasBacklog('g', at))).toEqual([false, true]);
    capacity.setBacklog('g', 2);
    expect(capacity.hasBacklog('g', now)).toBe(true);
  });

  it('is behind for runs that would go past others that wait', () => {
    expect(capacity.isBehind('g', 4)).toBe(false);
    capacity.setBacklog('g', 2);
    expect([1, 2, 3].map((rank) => capacity.isBehind('g', rank))).toEqual([false, true, true]);
    capacity.setBacklog('g', undefined);
    expect(capacity.isBehind('g', 3)).toBe(false);
  });
});
