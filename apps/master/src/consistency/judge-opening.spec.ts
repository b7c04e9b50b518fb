import { expect, it } from 'vitest';
import { judgeOpening } from './judge-opening.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const fine = { openSinceAt: null, raisedAt: null };
const open = { openSinceAt: at(0), raisedAt: null };
const raised = { openSinceAt: at(0), raisedAt: at(30) };

it.each([
  ['all fits as before', fine, 0, 'stays'],
  ['something does not fit', fine, 3, 'opens'],
  ['it is repaired before anybody was told', open, 0, 'settles'],
  ['it stays open', open, 3, 'raise'],
  ['it stays open and was told', raised, 3, 'stays'],
  ['it is repaired after it was told', raised, 0, 'close'],
] as const)('%s', (_, before, found, verdict) => {
  expect(judgeOpening(before, found, at(30), 30_000)).toBe(verdict);
});

it('what is open for less than the patience is not told', () => {
  expect(judgeOpening(open, 1, at(29), 30_000)).toBe('stays');
});
