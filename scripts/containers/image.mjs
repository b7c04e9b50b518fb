import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Lays out a system that is nothing but a static busybox, as a tar archive at `archive`. */
export function packSystem(folder, busybox, archive) {
  const bin = join(folder, 'bin');
  for (const name of ['bin', 'etc', 'tmp', 'work']) mkdirSync(join(folder, name), { recursive: true });
  chmodSync(join(folder, 'tmp'), 0o1777);
  copyFileSync(busybox, join(bin, 'busybox'));
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const applet of new Set(applets.map((each) => basename(each)))) {
    if (applet !== 'busybox') symlinkSync('busybox', join(bin, applet));
  }
  writeFileSync(join(folder, 'etc', 'passwd'), 'root:x:0:0:root:/:/bin/sh\n');
  execFileSync('tar', ['--numeric-owner', '--owner=0', '--group=0', '-C', folder, '-cf', archive, '.']);
}
