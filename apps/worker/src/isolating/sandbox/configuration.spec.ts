import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareConfiguration } from './configuration.js';

it('the /etc of sandboxes has what programs need, open to every user, and none of the secrets', () => {
  const root = mkdtempSync(join(tmpdir(), 'orrery-configuration-'));
  const before = process.umask();
  try {
    const from = join(root, 'from');
    mkdirSync(join(from, 'ssl/certs'), { recursive: true, mode: 0o755 });
    mkdirSync(join(from, 'ssl/private'));
    writeFileSync(join(from, 'shadow'), 'secret');
    writeFileSync(join(from, 'ssl/private/key'), 'secret');
    symlinkSync('names', join(from, 'nsswitch.conf'));
    writeFileSync(join(from, 'names'), 'passwd:  files systemd\nhosts: files dns\ngroup: sss files\n');
    symlinkSync('/usr/share/zoneinfo/Etc/UTC', join(from, 'localtime'));
    process.umask(0o077);
    const made = prepareConfiguration(root, from);
    prepareConfiguration(root, from);
    const services = readFileSync(join(made, 'nsswitch.conf'), 'utf8');
    expect(services).toBe('passwd: files\nhosts: files dns\ngroup: files\n');
    expect(lstatSync(join(made, 'nsswitch.conf')).mode & 0o777).toBe(0o644);
    expect(readFileSync(join(from, 'names'), 'utf8')).toContain('systemd');
    expect(lstatSync(join(made, 'localtime')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(made, 'passwd'), 'utf8')).toBe('');
    for (const name of ['', 'ssl', 'ssl/certs']) expect(statSync(join(made, name)).mode & 0o777).toBe(0o755);
    for (const name of ['shadow', 'ssl/private']) expect(() => statSync(join(made, name))).toThrow('ENOENT');
  } finally {
    process.umask(before);
    rmSync(root, { recursive: true });
  }
});
