import { parseDockerfile } from '@orrery/scripts/docker/parse-dockerfile.mjs';
import { ignoredBy } from '@orrery/scripts/docker/context.mjs';
import { expect, it } from 'vitest';
import { readText } from './compose-file.js';

it('leaves out of the build context what .dockerignore says, at any depth where it says so', () => {
  const isIgnored = ignoredBy(readText('.dockerignore'));
  const ignored = [
    '.git/HEAD',
    'node_modules/x',
    'libs/domain/dist/index.js',
    '.orrery',
    '.env',
    'apps/a/x.tsbuildinfo',
  ];
  const kept = [
    'apps/master/src/index.ts',
    'docker/.env.example',
    'libs/distance.ts',
    '.gitignore',
    'package.json',
  ];
  expect(ignored.filter((path) => !isIgnored(path))).toEqual([]);
  expect(kept.filter(isIgnored)).toEqual([]);
});

it('reads stages and instructions, with comments and continued lines', () => {
  const text = '# syntax\nFROM node:20 AS a\nRUN one \\\n  two\n# no\nFROM a AS b\nCMD ["x"]\n';
  expect(parseDockerfile(text)).toEqual([
    { name: 'a', from: 'node:20', instructions: [{ keyword: 'RUN', rest: 'one    two' }] },
    { name: 'b', from: 'a', instructions: [{ keyword: 'CMD', rest: '["x"]' }] },
  ]);
});

it('ends every image as an ordinary user, with a health check and an exec-form command', () => {
  const stages = new Map(parseDockerfile(readText('docker/Dockerfile')).map((stage) => [stage.name, stage]));
  const instructionsOf = (name: string): { keyword: string; rest: string }[] => {
    const stage = stages.get(name);
    return stage ? [...instructionsOf(stage.from), ...stage.instructions] : [];
  };
  for (const target of ['master', 'worker', 'alarm', 'api-gateway', 'standalone']) {
    const last = (keyword: string) =>
      instructionsOf(target).findLast((each) => each.keyword === keyword)?.rest;
    expect(last('USER'), target).toBe('node');
    expect(last('HEALTHCHECK'), target).toContain('healthcheck.mjs');
    expect(last('STOPSIGNAL'), target).toBe('SIGTERM');
    expect(JSON.parse(last('CMD') ?? 'null'), target).toEqual(['node', `apps/${target}/dist/main.js`]);
  }
});
