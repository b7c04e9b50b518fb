import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Small files that programs look for in /etc; nothing of it is a secret. */
const copied = [
  ...['services', 'protocols', 'host.conf', 'gai.conf', 'ssl/openssl.cnf'],
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
  prepareNameServices(join(from, 'nsswitch.conf'), join(directory, 'nsswitch.conf'));
  for (const name of shownDirectories) {
    for (const path of [dirname(name), name]) makeOpen(join(directory, path));
  }
  for (const name of shownFiles) writeFileSync(join(directory, name), '', { mode: 0o644 });
  return directory;
}

/**
 * Where names are looked up (nsswitch.conf(5)): those of users in the sandbox's own `passwd` only. Whoever asks for one, as
 * `setpriv` does at each start, need not load what would ask services that it cannot reach.
 */
function prepareNameServices(from: string, to: string): void {
  if (!existsSync(from)) return;
  const text = readFileSync(from, 'utf8');
  writeFileSync(to, text.replace(/^(passwd|group|shadow|gshadow|initgroups):.*$/gm, '$1: files'));
  chmodSync(to, 0o644);
}

/** For every user, whatever the umask of the worker is. */
function makeOpen(directory: string): void {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
}
