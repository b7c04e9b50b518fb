import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';

export interface Entry {
  /** Names are bytes, and need not be UTF-8. */
  readonly path: Buffer;
  readonly isDirectory: boolean;
}

const separator = Buffer.from('/');
/** So many are read at a time. */
const bufferSize = 256;

/** The entries of a directory one after the other: whoever may fill it may put more there than the worker has memory for. */
export async function* entriesOf(directory: Buffer): AsyncGenerator<Entry> {
  const encoding = 'buffer' as BufferEncoding;
  for await (const entry of await opendir(directory, { encoding, bufferSize })) {
    const { name } = entry as unknown as Dirent<Buffer>;
    yield { path: Buffer.concat([directory, separator, name]), isDirectory: entry.isDirectory() };
  }
}
