import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inTurns } from '../in-turns.js';
import type { LogFolders, NamedSize } from './named-log.store.js';

/** Keeps logs as files: `<root>/<end of the run id>/<run id>/<block>`. Several masters need a file system that they share. */
export class DirectoryFolders implements LogFolders {
  constructor(private readonly root: string) {}

  async write(runId: string, name: string, bytes: Buffer): Promise<void> {
    const folder = this.#folder(runId);
    const temporary = join(folder, `.${name}.${randomUUID()}`);
    try {
      await writeIn(folder, temporary, bytes);
      await rename(temporary, join(folder, name));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder);
  }

  async read(runId: string, name: string): Promise<Buffer | undefined> {
    return await unlessMissing(() => readFile(join(this.#folder(runId), name)));
  }

  async list(runId: string): Promise<string[]> {
    return (await unlessMissing(() => readdir(this.#folder(runId)))) ?? [];
  }

  async sizes(runId: string): Promise<NamedSize[]> {
    const sizes: NamedSize[] = [];
    await inTurns(await this.list(runId), async (name) => {
      const stats = await unlessMissing(() => stat(join(this.#folder(runId), name)));
      if (stats !== undefined) sizes.push({ name, bytes: stats.size });
    });
    return sizes;
  }

  async removeNames(runId: string, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const folder = this.#folder(runId);
    await inTurns(names, (name) => rm(join(folder, name), { force: true }));
    await unlessMissing(() => syncFolder(folder));
  }

  async remove(runId: string): Promise<void> {
    await rm(this.#folder(runId), { recursive: true, force: true, maxRetries: 2 });
  }

  /** Ids begin with their time: the runs of a day would all be in one folder if it were named after the begin. */
  #folder(runId: string): string {
    return join(this.root, runId.slice(-2), runId);
  }
}

/** Makes the folder if it is not there. */
async function writeIn(folder: string, path: string, bytes: Buffer): Promise<void> {
  try {
    await writeDurably(path, bytes);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDurably(path, bytes);
  }
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A new name is durable when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
