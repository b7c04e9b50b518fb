import { describe, expect, it } from 'vitest';
import { secretWarnings } from './hidden-secret.js';

describe('a secret that cannot be hidden', () => {
  it.each([
    ['abc', 'shorter than 4 characters: it is not hidden'],
    ['  abc\n', 'shorter than 4 characters: it is not hidden'],
    ['    ', 'shorter than 4 characters: it is not hidden'],
    ['user\nabc\r\nx', '2 line(s) shorter than 4 characters'],
  ])('is warned of: %j', (value, words) => {
    expect(secretWarnings(value)).toEqual([expect.stringContaining(words)]);
  });

  it.each(['abcd', '{\n  "key": "value"\n}\n', 'long enough\n\n'])('is another than %j', (value) => {
    expect(secretWarnings(value)).toEqual([]);
  });
});
