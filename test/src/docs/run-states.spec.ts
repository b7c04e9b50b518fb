import { readFileSync } from 'node:fs';
import { runTransitions } from '@orrery/domain';
import { expect, it } from 'vitest';

it('ARCHITECTURE.md tells the life of a run as the state machine has it', () => {
  const text = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const told = [...text.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, from, to]) => [
    from,
    to === '(ended)' ? [] : [...to!.matchAll(/`(\w+)`/g)].map(([, state]) => state),
  ]);
  const states = told.filter(([from]) => (from as string) in runTransitions);
  expect(Object.fromEntries(states)).toEqual(runTransitions);
});
