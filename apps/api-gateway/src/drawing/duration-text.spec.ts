import { describe, expect, it } from 'vitest';
import { durationText } from './duration-text.js';

describe('durationText', () => {
  it.each([
    [-5, '0 ms'],
    [340.4, '340 ms'],
    [999.6, '1.0 s'],
    [4_210, '4.2 s'],
    [9_960, '10 s'],
    [59_499, '59 s'],
    [59_600, '1 min'],
    [723_000, '12 min 3 s'],
    [3_599_700, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_399_000, '1 d'],
    [187_200_000, '2 d 4 h'],
    [31_622_400_000, '366 d'],
  ])('%d ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));
});
