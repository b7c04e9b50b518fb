import { expect, it } from 'vitest';
import { judgeWorkerLife } from './judge-worker-life.js';

it.each([
  ['whose first ping came back just now', 0, false, 'suspect'],
  ['that had no time to connect again', 599, false, 'suspect'],
  ['that did not connect again', 600, false, 'lost'],
  ['that still beats through another connection', 5_000, true, 'alive'],
] as const)('a worker %s', (_, returnedForMs, heardSince, verdict) => {
  expect(judgeWorkerLife({ returnedForMs, heardSince }, 600)).toBe(verdict);
});
