import { expect, it } from 'vitest';
import { intakesOf } from './subscription.js';

const batch = { size: 10, waitMs: 5 };

it('takes in each queue once, with all types expected there', () => {
  const a = { queue: 'a', prefetch: 10, batch };
  expect(intakesOf({ x: a, y: { queue: 'b', prefetch: 1 }, z: { ...a } })).toEqual([
    { queue: 'a', options: { prefetch: 10, batch }, types: ['x', 'z'] },
    { queue: 'b', options: { prefetch: 1 }, types: ['y'] },
  ]);
});

it('refuses patterns that share a queue and differ', () => {
  const subscriptions = { x: { queue: 'a', prefetch: 10, batch }, y: { queue: 'a', prefetch: 10 } };
  expect(() => intakesOf(subscriptions)).toThrow(/a differ in prefetch or batch \(x; y\)/);
});
