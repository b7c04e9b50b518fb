import { expect, it, vi } from 'vitest';
import { Audience } from './audience.js';

it('is not told for a moment what nobody listened to, each state by itself', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const audience = new Audience();
    expect(audience.mayListenTo('succeeded')).toBe(true);
    audience.learn('succeeded', 'unroutable');
    audience.learn('running', 'routed');
    expect(audience.mayListenTo('succeeded')).toBe(false);
    expect(audience.mayListenTo('running')).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(audience.mayListenTo('succeeded')).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
