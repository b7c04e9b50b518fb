import { describe, expect, it } from 'vitest';
import { durationText } from './duration-text.js';

describe('durationText', () => {
  it.each([
    ['2026-03-01T10:00:00.250Z', '250 ms'],
    ['2026-03-01T10:00:12.340Z', '12.3 s'],
    ['2026-03-01T10:01:12.000Z', '1 min 12 s'],
    ['2026-03-01T12:05:00.000Z', '2 h 5 min'],
    ['2026-03-01T09:00:00.000Z', '0 ms'],
  ])('until %s: %s', (finishedAt, text) => {
    expect(durationText('2026-03-01T10:00:00.000Z', finishedAt)).toBe(text);
  });

  it('is empty for a run that never started', () => {
    expect(durationText(null, '2026-03-01T10:00:00.000Z')).toBe('');
  });
});
