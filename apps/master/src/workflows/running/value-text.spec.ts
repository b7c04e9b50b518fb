import { expect, it } from 'vitest';
import { valueText } from './value-text.js';

it.each([
  ['short', '"short"'],
  [null, 'null'],
  ['x'.repeat(200_000), `"${'x'.repeat(99)}…`],
])('a message names a value by its beginning (%#)', (value, text) => {
  expect(valueText(value)).toBe(text);
});
