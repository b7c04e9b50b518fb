import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';

const repository = new URL('../../../', import.meta.url);
const home = 'http://localhost:3000';
const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** The commands of the guides, typed one after the other by a user who has just installed it. */
export function guideSuite(given: () => Installation): void {
  describe('a user who follows docs/workflows.md', () => {
    it.runIf(hasCurl)('meets no problem', async () => {
      const { filesDir } = given();
      // The guide is followed in the repository; here in a folder that looks like it, for it writes files.
      symlinkSync(fileURLToPath(new URL('examples', repository)), join(filesDir, 'examples'));
      const told = await typed(given(), 'docs/workflows.md');
      expect(told).toContain('"state":"compensated"');
      expect(told).toContain('event: end');
    });
  });

  describe('a user who follows docs/secrets.md', () => {
    it.runIf(hasCurl)('meets no problem, and is warned where the guide says so', async () => {
      const told = await typed(given(), 'docs/secrets.md');
      expect(told).toContain('signed in with ***');
      expect(told).toContain('shorter than 4 characters');
    });
  });

  describe('a user who follows docs/workers.md', () => {
    it.runIf(hasCurl)(
      'runs a task in parts, takes a worker out of service and back, and reserves slots',
      async () => {
        const told = await typed(given(), 'docs/workers.md');
        expect(told).toContain('"shardIndex":3,"shardTotal":4');
        expect(told).toContain('"state":"drained"');
        const [, workerId] = /"taskName":"nightly-close".*"workerId":"([^"]+)"/.exec(told)!;
        expect(told).toContain(`"workerId":"${workerId}","slots":1,"purpose":"nightly close"`);
      },
    );
  });

  describe('a user who follows docs/logs.md', () => {
    it.runIf(hasCurl)('follows, pages, searches and downloads a log', async () => {
      const told = await typed(given(), 'docs/logs.md');
      expect(told).toContain('event: end');
      expect(told.match(/^\S+ stdout line 3$/gm)).toHaveLength(2);
      expect(told).toMatch(/^\{"items":\[\{[^}]*"text":"line 2"\}\]/m);
    });
  });
}

/** What the commands of a guide answer (its blocks of `sh`; those of `shell` are not typed); none of it is a problem. */
async function typed(installation: Installation, guide: string): Promise<string> {
  const commands = commandsOf(guide);
  expect(commands).toContain(home);
  const { stdout } = await promisify(execFile)(
    'sh',
    ['-euc', commands.replaceAll(home, installation.origin)],
    {
      cwd: installation.filesDir,
      env: { ...process.env, PASSWORD: await installation.adminPassword() },
      maxBuffer: 16_777_216,
      timeout: 100_000,
    },
  );
  const problems = stdout.split('\n').filter((line) => line.includes('urn:orrery:problem'));
  expect(problems).toEqual([]);
  return stdout;
}

function commandsOf(path: string): string {
  const text = readFileSync(new URL(path, repository), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, block]) => block).join('\n');
}
