import { chmodSync, mkdirSync } from 'node:fs';

/** Makes a directory in which tasks leave something: where workers run as root, each attempt is another user. */
export function openDirectory(path: string): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
  return path;
}
