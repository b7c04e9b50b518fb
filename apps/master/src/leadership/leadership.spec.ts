import { expect, it } from 'vitest';
import { Leadership } from './leadership.js';

it('that was refuted is taken again only after a tick that was sent later: two masters must not take turns', () => {
  const leadership = new Leadership();
  const sentMs = performance.now();
  leadership.served(sentMs);
  leadership.took(1);
  expect(leadership.epoch).toBe(1);
  leadership.refuted(1);
  expect([leadership.verdict, leadership.refused]).toEqual(['follow', 1]);
  leadership.served(sentMs);
  expect(leadership.verdict).toBe('follow');
  leadership.served(performance.now());
  expect(leadership.verdict).toBe('take');
});
