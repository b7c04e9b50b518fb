import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The newest change below a folder, the folders themselves included: a removed file changes its folder. */
function newestIn(folder) {
  let newest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs);
  }
  return newest;
}

/** Whether any of these projects has no output, or a source or setting newer than the last build. */
export function buildIsStale(root, projects, stamp) {
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  const settings = ['tsconfig.base.json', 'tsconfig.json', 'node_modules/.package-lock.json'].map((file) =>
    join(root, file),
  );
  if (settings.some((file) => existsSync(file) && statSync(file).mtimeMs > builtAt)) return true;
  return projects.some((project) => {
    const folder = join(root, project);
    if (!existsSync(join(folder, 'dist', 'tsconfig.tsbuildinfo'))) return true;
    return (
      newestIn(join(folder, 'src')) > builtAt || statSync(join(folder, 'tsconfig.json')).mtimeMs > builtAt
    );
  });
}
