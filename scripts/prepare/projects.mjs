import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function referencesOf(root, project) {
  const config = JSON.parse(readFileSync(join(root, project, 'tsconfig.json'), 'utf8'));
  return (config.references ?? []).map(({ path }) => join(project, path));
}

/** The TypeScript projects (folders, seen from the root) that a build of one of them reaches through references. */
export function projectsReachedFrom(root, start) {
  const reached = new Set();
  const waiting = [start];
  while (waiting.length > 0) {
    const project = waiting.pop();
    if (reached.has(project)) continue;
    reached.add(project);
    waiting.push(...referencesOf(root, project));
  }
  return [...reached].filter((project) => existsSync(join(root, project, 'src'))).sort();
}
