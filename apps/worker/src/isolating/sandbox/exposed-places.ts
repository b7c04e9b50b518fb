import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Those of the places, by their real names, that stand in one of the directories which sandboxes see: where the worker is not root,
 * its attempts have its own user, and would read them.
 */
export function exposedPlaces(places: readonly string[], seen: readonly string[]): string[] {
  const directories = realNames(seen);
  return realNames(places).filter((place) => {
    return directories.some((directory) => `${place}${sep}`.startsWith(`${directory}${sep}`));
  });
}

function realNames(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    try {
      return [realpathSync(path)];
    } catch {
      return []; // there is no such thing
    }
  });
}
