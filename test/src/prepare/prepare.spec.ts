import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkNodeVersion } from '@orrery/scripts/prepare/node-version.mjs';
import { orphansOf, removeOrphans } from '@orrery/scripts/prepare/orphans.mjs';
import { projectsReachedFrom } from '@orrery/scripts/prepare/projects.mjs';
import { buildIsStale } from '@orrery/scripts/prepare/staleness.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orrery-prepare-'));
  put('app/tsconfig.json', '{ "references": [{ "path": "../lib" }] }');
  put('lib/tsconfig.json', '{}');
  for (const project of ['app', 'lib']) {
    put(`${project}/src/deep/a.ts`);
    put(`${project}/dist/deep/a.js`);
    put(`${project}/dist/tsconfig.tsbuildinfo`);
  }
  put('stamp');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content = '') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const touch = (path: string, secondsLater: number) => {
  const at = new Date(Date.now() + secondsLater * 1000);
  utimesSync(join(root, path), at, at);
};

describe('a build', () => {
  const stale = () => buildIsStale(root, projectsReachedFrom(root, 'app'), join(root, 'stamp'));

  it('reaches every project behind the references', () => {
    expect(projectsReachedFrom(root, 'app')).toEqual(['app', 'lib']);
  });

  it('is not stale while nothing has changed since its stamp', () => {
    touch('stamp', 5);
    expect(stale()).toBe(false);
  });

  it.each(['lib/src/deep/a.ts', 'lib/src/deep', 'app/tsconfig.json'])('is stale when %s is newer', (path) => {
    touch('stamp', 5);
    touch(path, 10);
    expect(stale()).toBe(true);
  });

  it('is stale without a stamp and without an output', () => {
    touch('stamp', 5);
    rmSync(join(root, 'lib/dist'), { recursive: true });
    expect(stale()).toBe(true);
    expect(buildIsStale(root, [], join(root, 'no-stamp'))).toBe(true);
  });
});

it('removes exactly the outputs whose source is gone', () => {
  for (const ending of ['.js', '.js.map', '.d.ts']) put(`lib/dist/gone${ending}`);
  put('lib/dist/deep/a.d.ts');
  expect(orphansOf(join(root, 'lib'))).toHaveLength(3);
  expect(removeOrphans(join(root, 'lib'))).toBe(3);
  expect(orphansOf(join(root, 'lib'))).toEqual([]);
});

it('refuses an old Node with a message that names the needed one', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0'])
    expect(() => checkNodeVersion(version)).not.toThrow();
  for (const version of ['18.20.0', '20.18.3'])
    expect(() => checkNodeVersion(version)).toThrow(/needs Node 20\.19/);
});
