import { expect, it } from 'vitest';
import { judgeEnding } from './judge-ending.js';

it.each([
  [{ exitCode: 0, outOfMemory: false }, undefined],
  // Something in it was killed for want of memory, and it coped.
  [{ exitCode: 0, outOfMemory: true }, undefined],
  [
    { exitCode: 3, outOfMemory: false },
    { kind: 'exit_code', exitCode: 3, message: 'exited with code 3' },
  ],
  [
    { exitCode: 137, outOfMemory: false },
    { kind: 'exit_code', message: 'exited with code 137 (killed)' },
  ],
  [
    { exitCode: 137, outOfMemory: true },
    { kind: 'out_of_memory', exitCode: 137 },
  ],
  [{ exitCode: undefined, outOfMemory: false }, { kind: 'signal' }],
])('%j', (ending, failure) => {
  const judged = judgeEnding({ memoryBytes: 1_000, ...ending });
  if (failure === undefined) expect(judged).toBeUndefined();
  else expect(judged).toMatchObject(failure);
});
