import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8')) as Manifest;
}

/** What `npm pack` would put into the tarball. */
async function contentsOf(folder: string): Promise<string[]> {
  const pack = promisify(execFile)('npm', ['pack', '--dry-run', '--json'], { cwd: join(repository, folder) });
  const [{ files }] = JSON.parse((await pack).stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

/** Packages that the built code names, but for those of Node.js. */
function importsOf(folder: string, files: readonly string[]): Set<string> {
  const texts = files
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(repository, folder, file), 'utf8'));
  const statements = /^(?:import|export)\s+(?:[^'";(]*\sfrom\s+)?['"]([^.'"][^'"]*)['"]/gm;
  const named = texts.flatMap((text) => [...text.matchAll(statements)]);
  const packages = named.map(([, name]) => /^(@[^/]+\/)?[^/]+/.exec(name!)![0]);
  return new Set(packages.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
}

/** What a user's service installs: the worker and all that is reached from it. */
const published = [
  'apps/worker',
  'libs/worker-sdk',
  'libs/messaging',
  'libs/runtime',
  'libs/contracts',
  'libs/domain',
];

describe.each(published)('%s as a package', (folder) => {
  const manifest = manifestOf(folder);

  it('is published, and so is every package of ours that it depends on', () => {
    expect(manifest.private ?? false).toBe(false);
    const ours = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@orrery/'));
    const names = published.map((each) => manifestOf(each).name);
    expect(ours.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('brings its code, its types and its licence, no tests, and depends on all that it imports', async () => {
    const files = await contentsOf(folder);
    expect(files).toContain('LICENSE');
    for (const entry of Object.values(manifest.exports)) {
      expect(files).toContain(entry.default.slice(2));
      expect(files).toContain(entry.types.slice(2));
    }
    expect(files.filter((file) => /\.spec\.|\.tsbuildinfo$|^src\//.test(file))).toEqual([]);
    const declared = Object.keys(manifest.dependencies ?? {});
    expect([...importsOf(folder, files)].filter((name) => !declared.includes(name))).toEqual([]);
  }, 60_000);
});
