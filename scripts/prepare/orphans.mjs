import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

const OUTPUT = /(\.d)?\.[cm]?[jt]s(\.map)?$/;

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** The outputs below dist whose TypeScript source is gone: the compiler itself never removes one. */
export function orphansOf(project) {
  const dist = join(project, 'dist');
  if (!existsSync(dist)) return [];
  return filesIn(dist).filter((file) => {
    if (!OUTPUT.test(file)) return false;
    const source = join(project, 'src', relative(dist, file)).replace(OUTPUT, '');
    return !['.ts', '.mts', '.cts'].some((ending) => existsSync(source + ending));
  });
}

/** Removes them, so that a deleted module cannot be imported by accident. Gives how many there were. */
export function removeOrphans(project) {
  const orphans = orphansOf(project);
  for (const file of orphans) rmSync(file, { force: true });
  return orphans.length;
}
