import { basename, join } from 'node:path';
import type { Leftover } from './leftover.js';
import { mounts } from './mounts.js';
import { markOf, type Premises } from './premises.js';

/** Mounts at, or of, something of the drill or its engine. */
export function leftMounts(premises: Premises): Leftover[] {
  const { engine } = premises;
  const marks = [markOf(premises), ...(engine === undefined ? [] : [basename(engine.folder)])];
  const isOurs = (path: string) => marks.some((mark) => path.split('/').includes(mark));
  const left = mounts().filter(({ root, point }) => isOurs(root) || isOurs(point));
  return left
    .filter(({ point }) => engine === undefined || point !== ofEngine(engine))
    .map(({ point, root }) => ({ what: 'mount', name: `${point} of ${root}` }));
}

/** An engine mounts its storage over itself, and leaves it so as long as it is there. */
function ofEngine({ folder }: { readonly folder: string }): string {
  return join(folder, 'root', 'overlay');
}
