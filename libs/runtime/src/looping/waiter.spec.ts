import { expect, it } from 'vitest';
import { Waiter } from './waiter.js';

it('ends by itself after its time', async () => {
  expect(await new Waiter().wait(1)).toBe('elapsed');
});

it('is cut short by a wake', async () => {
  const waiter = new Waiter();
  const both = Promise.all([waiter.wait(60_000), waiter.wait(60_000)]);
  waiter.wake();
  expect(await both).toEqual(['woken', 'woken']);
  expect(await waiter.wait(1)).toBe('elapsed');
});

it('is skipped once when the news came early', async () => {
  const waiter = new Waiter();
  waiter.wake();
  waiter.wake();
  expect(await waiter.wait(60_000)).toBe('woken');
  expect(await waiter.wait(1)).toBe('elapsed');
});
