import { expect, it } from 'vitest';
import { celEnvironment } from './cel-environment.js';

const environment = celEnvironment('UTC');

it.each([
  ['[1]', 'list<int>'],
  ['{"a": 1}', 'map<string, int>'],
  ['[[1], [2]]', 'list'],
  ['[{"a": 1}]', 'list'],
  ['{"a": {"b": [1]}}', 'map<string, dyn>'],
  ['[[1]].map(x, [x])', 'list'],
  ['[1].map(x, [[x]])[0][0]', 'dyn'],
])('knows %s for a %s, and nothing deeper, for it keeps what types it has met', (text, type) => {
  expect(environment.check(text)).toEqual({ valid: true, type });
});

it('looks no deeper into values either', () => {
  const inputs = { value: [[{ a: [1] }]] };
  expect(() => void environment.evaluate('inputs.value + 1', { inputs })).toThrow(
    'no such overload: dyn<list<dyn>> + int',
  );
  expect(environment.evaluate('inputs.value == [[{"a": [1]}]] && size(inputs.value) == 1', { inputs })).toBe(
    true,
  );
});
