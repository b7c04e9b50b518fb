import { expect, it } from 'vitest';
import { topicMatches } from './topic-match.js';

it.each([
  ['run.*', 'run.failed', true],
  ['run.*', 'run', false],
  ['run.*', 'run.failed.late', false],
  ['run.#', 'run', true],
  ['run.#', 'run.failed.late', true],
  ['#', 'anything.at.all', true],
  ['#.late', 'run.failed.late', true],
  ['#.late', 'late', true],
  ['*.#.late', 'late', false],
  ['a.#.b.*', 'a.x.b.y.b.z', true],
  ['run.failed', 'run.failed', true],
  ['run.failed', 'run.succeeded', false],
])('%s takes %s: %s', (pattern, key, taken) => {
  expect(topicMatches(pattern, key)).toBe(taken);
});
