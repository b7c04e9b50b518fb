import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Full path of a program, looked up as a shell would; undefined when there is none. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  if (name.includes('/')) return isAbsolute(name) && (await isProgram(name)) ? name : undefined;
  for (const directory of path.split(delimiter)) {
    if (directory === '') continue;
    const candidate = join(directory, name);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
