import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Small files that programs look for in /etc; nothing of it is a secret. */
const copied = [
  ...['nsswitch.conf', 'services', 'protocols', 'host.conf', 'gai.conf', 'ssl/openssl.cnf'],
  ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime', 'timezone', 'locale.alias', 'locale.conf'],
  ...['mime.types', 'magic', 'os-release', 'debian_version', 'python3', 'perl'],
];
/** Files that are shown as they are at each moment, or are made for each attempt. */
const shownFiles = ['resolv.conf', 'hosts', 'passwd', 'group'];
const shownDirectories = ['alternatives', 'ssl/certs', 'pki/tls/certs', 'pki/ca-trust/extracted'];

/** What of /etc is shown as the machine has it, and not copied: it is large, or may change. */
export const shownConfiguration = ['resolv.conf', 'hosts', ...shownDirectories];

/** Where `prepareConfiguration` makes it. */
export function configurationIn(parent: string): string {
  return join(parent, 'etc');
}

/**
 * Makes the /etc of sandboxes, once for the life of a worker: each part that is shown by itself costs every attempt a mount.
 * @returns its directory.
 */
export function prepareConfiguration(parent: string, from = '/etc'): string {
  const directory = configurationIn(parent);
  rmSync(directory, { recursive: true, force: true });
  makeOpen(directory);
  for (const name of copied.filter((each) => existsSync(join(from, each)))) {
    makeOpen(dirname(join(directory, name)));
    cpSync(join(from, name), join(directory, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of shownDirectories) {
    for (const path of [dirname(name), name]) makeOpen(join(directory, path));
  }
  for (const name of shownFiles) writeFileSync(join(directory, name), '', { mode: 0o644 });
  return directory;
}

/** For every user, whatever the umask of the worker is. */
function makeOpen(directory: string): void {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
}
