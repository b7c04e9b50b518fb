import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** Permission of users who neither own a file nor are of its group (stat(2)). */
const executableByOthers = 0o001;

export interface ProgramSearch {
  /** Only what any user of this machine may run. */
  readonly forAnyUser?: boolean;
}

/** Full path of a program, looked up as a shell would; undefined when there is none. */
export async function findProgram(
  name: string,
  path: string,
  { forAnyUser = false }: ProgramSearch = {},
): Promise<string | undefined> {
  const fits = async (candidate: string) => {
    return (await isProgram(candidate)) && (!forAnyUser || (await isForAnyUser(candidate)));
  };
  if (name.includes('/')) return isAbsolute(name) && (await fits(name)) ? name : undefined;
  for (const directory of path.split(delimiter)) {
    if (directory === '') continue;
    const candidate = join(directory, name);
    if (await fits(candidate)) return candidate;
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

/** Whether others than its owner get to the file, also where it is a link, and may run it. */
async function isForAnyUser(path: string): Promise<boolean> {
  return (await isOpenToOthers(path)) && (await isOpenToOthers(await realpath(path)));
}

/** Whether users who own none of it get to a file or directory and may enter or run it. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & executableByOthers) === 0) return false;
  return dirname(path) === path || isOpenToOthers(dirname(path));
}
