import { noResourceLimits } from '@orrery/domain';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Attempt } from './attempt.js';
import { judgeExit, type Exit } from './judge-exit.js';

interface Facts {
  readonly diskBytes?: number;
  readonly full?: boolean;
  readonly kills?: number;
  readonly memoryBytes?: number;
}

async function judge(
  exit: Partial<Exit>,
  { diskBytes = 0, full = false, kills = 0, memoryBytes = 0 }: Facts = {},
) {
  const limits = { ...noResourceLimits, diskBytes, memoryBytes };
  const cell = { limits, outOfMemoryKills: () => kills };
  const attempt = { log: { append } } as unknown as Attempt;
  return judgeExit(attempt, { code: null, signal: null, ...exit }, cell, { isFull: async () => full });
}

const append = vi.fn();
beforeEach(() => append.mockClear());

it.each([
  ['its exit code', { code: 4 }, {}, 'exit_code', 4],
  ['the signal that ended it', { signal: 'SIGSEGV' }, {}, 'signal', null],
  ['want of memory, as the kernel counted it', { code: 137 }, { kills: 1 }, 'out_of_memory', 137],
  ['a file that was too long', { signal: 'SIGXFSZ' }, { diskBytes: 9 }, 'disk_quota', null],
  ['a file that was too long for a child of its shell', { code: 153 }, { diskBytes: 9 }, 'disk_quota', 153],
  ['a full directory', { code: 1 }, { diskBytes: 9, full: true }, 'disk_quota', 1],
  [
    'a code that only looks like a limit, where there is none',
    { code: 153 },
    { full: true },
    'exit_code',
    153,
  ],
] as const)('a command fails by %s', async (_, exit, facts, kind, exitCode) => {
  expect(await judge(exit, facts)).toMatchObject({ outcome: 'failed', exitCode, failure: { kind } });
});

it('says whose limit of memory it was', async () => {
  const message = (memoryBytes: number) => judge({ code: 137 }, { kills: 1, memoryBytes });
  expect(await message(5)).toMatchObject({
    failure: { message: expect.stringContaining('may take 5 bytes') as string },
  });
  expect(await message(0)).toMatchObject({
    failure: { message: expect.stringContaining('the machine had no more') as string },
  });
});

it('has succeeded with 0, even if processes of it were killed on the way, which its log tells', async () => {
  const facts = { kills: 2, memoryBytes: 64 };
  expect(await judge({ code: 0 }, facts)).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
  expect(append.mock.calls.map(([, text]) => text as string)).toEqual([
    'the kernel killed 2 process(es) of it for want of memory: it may take 64 bytes together',
    'exited with code 0',
  ]);
});
