import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inheritedFiles, inPlaceOfInherited } from './inherited-files.js';

it('a child has its own files, and nothing in the place of what was inherited', () => {
  const own = ['pipe', 'pipe', 'pipe', 20] as const;
  expect(inPlaceOfInherited(own, [], 9)).toEqual(own);
  expect(inPlaceOfInherited(own, [3, 6], 9)).toEqual([...own, 'ignore', 'ignore', 9]);
});

it('what this process opens by itself is not inherited by others', () => {
  const file = openSync('/dev/null', 'r');
  expect(inheritedFiles()).not.toContain(file);
  closeSync(file);
});
