import { expect, it } from 'vitest';
import { judgeSilence } from './judge-silence.js';

it.each([
  ['beats', 3_999, undefined, 'heard'],
  ['is silent for half the time', 4_000, undefined, 'ask'],
  ['was asked and may still answer', 7_999, 3_900, 'ask'],
  ['did not answer', 8_000, 2_000, 'lost'],
  ['is silent too long, but was asked a moment ago', 60_000, 1_999, 'ask'],
  ['is silent too long, but a new leader did not ask it', 60_000, undefined, 'ask'],
] as const)('a worker that %s', (_, silentForMs, askedForMs, verdict) => {
  expect(judgeSilence({ silentForMs, askedForMs }, 8_000)).toBe(verdict);
});

it('a short limit leaves less time for an answer', () => {
  expect(judgeSilence({ silentForMs: 1_000, askedForMs: 249 }, 1_000)).toBe('ask');
  expect(judgeSilence({ silentForMs: 1_000, askedForMs: 250 }, 1_000)).toBe('lost');
});
