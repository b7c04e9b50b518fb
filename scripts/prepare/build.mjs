import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from '../processes/lock.mjs';
import { inRepository, repository } from '../processes/repository.mjs';
import { run } from '../processes/run.mjs';
import { removeOrphans } from './orphans.mjs';
import { projectsReachedFrom } from './projects.mjs';
import { buildIsStale } from './staleness.mjs';

/** The last successful build's time, one for each thing that can be built. */
function stampOf(target) {
  return inRepository(
    'node_modules',
    '.orrery',
    `built-${target === '.' ? 'all' : target.replaceAll('/', '-')}`,
  );
}

/** Stamped with the time the build began: a source saved while it ran is newer and is built next time. */
function writeStamp(stamp, beganAt) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  utimesSync(stamp, beganAt, beganAt);
}

async function build(target, projects, stamp) {
  console.error('Building what is stale (tsc -b) …');
  const beganAt = new Date();
  const removed = projects.reduce((sum, project) => sum + removeOrphans(join(repository, project)), 0);
  if (removed > 0) console.error(`Removed ${removed} outputs whose source is gone.`);
  const compiler = inRepository('node_modules', 'typescript', 'bin', 'tsc');
  const { code } = await run(process.execPath, [compiler, '-b', target], { inherit: true, cwd: repository });
  if (code !== 0) throw new Error("The build failed; the compiler's messages are above.");
  writeStamp(stamp, beganAt);
}

/** Compiles a project and all it refers to, when anything of that is newer than the last build. */
export async function buildStale(target) {
  const projects = projectsReachedFrom(repository, target);
  const stamp = stampOf(target);
  if (!buildIsStale(repository, projects, stamp)) return;
  await withLock(inRepository('.orrery', 'prepare.lock'), async () => {
    if (buildIsStale(repository, projects, stamp)) await build(target, projects, stamp);
  });
}
