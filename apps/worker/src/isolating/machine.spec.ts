import { expect, it } from 'vitest';
import { levelsFrom } from './machine.js';

it.each([
  ['none', true, true, ['none', 'process', 'sandbox']],
  ['process', true, true, ['process', 'sandbox']],
  ['sandbox', true, true, ['sandbox']],
  ['sandbox', true, false, []],
  ['process', false, false, ['none']],
] as const)(
  'a worker that demands %s (Linux: %s, sandbox: %s) offers %j',
  (floor, isLinux, hasSandbox, levels) => {
    expect(levelsFrom(floor, { isLinux, hasSandbox })).toEqual(levels);
  },
);
