import { join } from 'node:path';
import { entriesOf } from './entries-of.js';
import type { Leftover, Phase } from './leftover.js';
import { homeOf, markOf, ownName, temporaryDirectory, workDirectory, type Premises } from './premises.js';

/** Where every user may leave something. */
const openToAll = ['/tmp', '/var/tmp', '/dev/shm'];
/** In which a worker hands the environment of an attempt on, and tries its machine. */
const PASSING = ['.environment-', '.probe-'];

/** Working directories, what workers make for a moment, and what tasks of the drill left where everybody may. */
export function leftFiles(premises: Premises, phase: Phase): Leftover[] {
  const { directory, workers } = premises;
  const work = workDirectory(directory);
  const own = workers.map((worker) => ownName(directory, worker));
  const isRoom = (path: string) => phase === 'at rest' && own.some((name) => path === join(work, name));
  const paths = [
    ...pathsIn(work).filter((path) => !isRoom(path)),
    ...own.flatMap((name) => pathsIn(join(work, name))),
    ...workers.flatMap((worker) => PASSING.flatMap((name) => pathsIn(homeOf(directory, worker), name))),
    ...pathsIn(temporaryDirectory(directory)),
    ...openToAll.flatMap((open) => pathsIn(open, `${markOf(premises)}.`)),
  ];
  return paths.map((path) => ({ what: 'file', name: path }));
}

function pathsIn(directory: string, prefix = ''): string[] {
  const entries = entriesOf(directory).filter(({ name }) => name.startsWith(prefix));
  return entries.map(({ name }) => join(directory, name));
}
