import { expect, it } from 'vitest';
import { ProcessTree } from './process-tree.js';
import { FoundProcesses } from './quarry.js';

/** No process has it. */
const nobody = 4_194_305;

it('looks again when it is asked again, and tells what it found altogether', async () => {
  const looks = [[], [nobody], [nobody], []];
  const tree = new ProcessTree(new FoundProcesses(async () => looks.shift() ?? []));
  expect(await tree.end(1_000)).toEqual({ ended: 0, killed: 0, left: 0 });
  expect(await tree.end(1_000)).toEqual({ ended: 1, killed: 1, left: 0 });
});
