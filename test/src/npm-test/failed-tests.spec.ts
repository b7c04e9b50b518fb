import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failedTestsOf } from '@orrery/scripts/test/failed-tests.mjs';
import type { VitestReport } from '@orrery/scripts/test/tally.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVitest } from 'vitest/node';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

describe('the failed tests of a suite', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(repository, 'test', 'dist', 'failing-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are told a line each, by file, name and reason; a broken file as well', async () => {
    const failing = `import { expect, it } from 'vitest';
it('holds', () => expect(1).toBe(1));
it('does not hold', () => expect('one\\ntwo').toBe('three'));
it('throws', () => { throw new Error('no such thing'); });`;
    writeFileSync(join(folder, 'failing.case.mjs'), failing);
    writeFileSync(join(folder, 'broken.case.mjs'), `throw new Error('not to be loaded');`);

    const exitCode = process.exitCode;
    const outputFile = join(folder, 'report.json');
    const vitest = await startVitest('test', [], {
      root: folder,
      config: false,
      include: ['*.case.mjs'],
      exclude: [],
      watch: false,
      reporters: ['json'],
      outputFile,
    });
    await vitest.close();
    process.exitCode = exitCode;

    const { default: report } = (await import(outputFile, { with: { type: 'json' } })) as {
      default: VitestReport;
    };
    const path = relative(repository, folder);
    expect(failedTestsOf(report).sort()).toEqual([
      `${path}/broken.case.mjs: (the file): not to be loaded`,
      expect.stringMatching(`^${path}/failing.case.mjs: does not hold: AssertionError: expected 'one`),
      `${path}/failing.case.mjs: throws: Error: no such thing`,
    ]);
    expect(failedTestsOf(undefined)).toEqual([]);
  });
});
