import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OpenChannels } from './open-channels.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function channel() {
  const left = new AbortController();
  return { signal: left.signal, end: vi.fn(() => left.abort()) };
}

it('ends each stream after its time, and forgets those that ended before', () => {
  const channels = new OpenChannels(1_000);
  const [staying, leaving] = [channel(), channel()];
  channels.add(staying);
  channels.add(leaving);
  leaving.end();
  expect(channels.size).toBe(1);
  vi.advanceTimersByTime(999);
  expect(staying.end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(staying.end).toHaveBeenCalledOnce();
  expect([channels.size, leaving.end.mock.calls.length]).toEqual([0, 1]);
});

it('ends all of them in a drain', () => {
  const channels = new OpenChannels();
  const open = [channel(), channel()];
  for (const each of open) channels.add(each);
  channels.endAll();
  expect(open.map(({ end }) => end.mock.calls.length)).toEqual([1, 1]);
  expect([channels.size, vi.getTimerCount()]).toEqual([0, 0]);
});
