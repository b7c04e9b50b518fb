import { basename, dirname, join } from 'node:path';
import { entriesOf } from './entries-of.js';
import { containersMade } from './left-containers.js';
import type { Leftover, Phase } from './leftover.js';
import { mounts } from './mounts.js';
import { ownName, type Premises } from './premises.js';

/** Cgroups of attempts and of containers; once all has been stopped, also those in which the workers have them. */
export async function leftCgroups(premises: Premises, phase: Phase): Promise<Leftover[]> {
  const { directory, workers, engine } = premises;
  const names = new Set(workers.map((worker) => ownName(directory, worker)));
  const containers = await containersMade(engine);
  const isLeft = (path: string) => {
    if (containers.some((id) => basename(path).includes(id))) return true;
    return names.has(basename(phase === 'stopped' ? path : dirname(path)));
  };
  return [...new Set(cgroups())].filter(isLeft).map((path) => ({ what: 'cgroup', name: path }));
}

/** Every cgroup of the machine that is to be seen from here, in whatever hierarchy. */
function cgroups(): string[] {
  const hierarchies = mounts().filter(({ type }) => type === 'cgroup' || type === 'cgroup2');
  return hierarchies.flatMap(({ point }) => below(point));
}

function below(directory: string): string[] {
  const children = entriesOf(directory).filter((entry) => entry.isDirectory());
  return children.flatMap(({ name }) => [join(directory, name), ...below(join(directory, name))]);
}
