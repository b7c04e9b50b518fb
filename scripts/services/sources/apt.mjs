import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../processes/lock.mjs';
import { run } from '../../processes/run.mjs';
import { fromBinaries } from './binaries.mjs';
import { withoutServiceStart } from './policy-rc.mjs';

function osRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

/**
 * The commands that would install these packages, or the reason why apt is not for this machine. Pure: what it looks at
 * can be given.
 */
export function aptPlan(packages, { uid = process.getuid?.(), release = osRelease() } = {}) {
  const family = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, ids]) => ids.split(' '));
  if (!family.some((id) => id === 'debian' || id === 'ubuntu'))
    return { refused: 'this is no Debian or Ubuntu' };
  if (uid !== 0) return { refused: 'installing packages needs root' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  return {
    commands: [
      ['apt-get', ...wait, 'update'],
      ['apt-get', ...wait, 'install', '-y', '--no-install-recommends', ...packages],
    ],
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  };
}

async function install({ commands, env }) {
  for (const [command, ...args] of commands) {
    const { code, stderr } = await run(command, args, { env: { ...process.env, ...env } });
    if (code !== 0)
      throw new Error(`${command} ${args.join(' ')} failed: ${stderr.trim().split('\n').pop()}`);
  }
}

/** A server installed by apt on Debian or Ubuntu when we are root, then started privately as any other program. */
export async function fromApt(server, options) {
  const plan = aptPlan([server.package]);
  if (plan.refused) throw new Error(plan.refused);
  if (server.find()) throw new Error(`${server.package} is installed already`);
  options.say(`${server.name}: installing the package ${server.package} with apt-get …`);
  await withLock(join(tmpdir(), 'orrery-apt.lock'), () => withoutServiceStart(() => install(plan)));
  return fromBinaries(server, options);
}
