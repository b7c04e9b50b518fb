import { expect, it } from 'vitest';
import { SettableClock } from './settable-clock.js';

it('stands still until it is moved', () => {
  const clock = new SettableClock('2026-03-01T00:00:00Z');
  clock.now().setFullYear(1999);
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:00.000Z');
  clock.tick(1_500);
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:01.500Z');
  clock.set(new Date('2027-01-01T00:00:00Z'));
  expect(clock.now().toISOString()).toBe('2027-01-01T00:00:00.000Z');
});
