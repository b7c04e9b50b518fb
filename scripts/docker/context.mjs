import { cpSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Whether a path of the build context is left out by .dockerignore; the subset of its patterns that we use. */
export function ignoredBy(patterns) {
  const rules = patterns
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((pattern) => {
      const source = pattern
        .replace(/[.+^${}()|[\]]/g, String.raw`\$&`)
        .replace(/\*\*\//g, '(.*/)?')
        .replace(/(?<!\.)\*/g, '[^/]*');
      return new RegExp(`^${source}(/|$)`);
    });
  return (path) => rules.some((rule) => rule.test(path));
}

/** Copies from the build context as COPY does: everything but what .dockerignore leaves out. */
export function copyContext(context, source, target) {
  const isIgnored = ignoredBy(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const filter = (path) => !isIgnored(relative(context, path));
  cpSync(join(context, source), target, { recursive: true, filter, verbatimSymlinks: true });
}
