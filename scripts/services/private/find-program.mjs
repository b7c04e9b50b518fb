import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where servers live that are not on a user's PATH: system folders and Homebrew's. */
const SYSTEM_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/opt/homebrew/sbin',
  '/opt/homebrew/bin',
];

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first program of one of these names; `first` are folders to look into before the PATH. */
export function findProgram(names, { first = [], path = process.env.PATH ?? '' } = {}) {
  const folders = [...first, ...path.split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found) return found;
  }
  return undefined;
}
