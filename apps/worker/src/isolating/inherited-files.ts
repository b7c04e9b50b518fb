import { readdirSync, readFileSync } from 'node:fs';

const standardFiles = 3;
/** O_CLOEXEC (open(2)), as /proc/<pid>/fdinfo/<file> writes it. */
const closedOnExec = 0o2000000;

/**
 * Open files that this process was given at its start beside the standard ones, by their numbers: its children would have them,
 * too. Node opens none that they would have, and closes to them what it is given only as far as there is no gap.
 */
export function inheritedFiles(): number[] {
  try {
    const files = readdirSync('/proc/self/fd').map(Number);
    return files.filter((file) => file >= standardFiles && isInherited(file));
  } catch {
    return []; // it needs Linux
  }
}

/**
 * What `spawn` is to give a child as its files so that it has nothing where this process inherited something.
 * @param own what the child is to have, by its number.
 * @param nothing an open file.
 */
export function inPlaceOfInherited(
  own: readonly ('pipe' | number)[],
  inherited: readonly number[],
  nothing: number,
): ('pipe' | 'ignore' | number)[] {
  const count = Math.max(own.length, ...inherited.map((file) => file + 1));
  return Array.from({ length: count }, (_, file) => {
    return own[file] ?? (inherited.includes(file) ? nothing : 'ignore');
  });
}

function isInherited(file: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${file}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closedOnExec) === 0;
  } catch {
    return false; // it was open for reading the list
  }
}
