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

/** The root of a plain `su` has no system folders on its PATH, and dpkg insists on the programs in there. */
function withSystemFolders({ PATH = '', ...env }) {
  return { ...env, PATH: `${PATH}:/usr/local/sbin:/usr/sbin:/sbin` };
}

/** Carries out a plan. `update` only warns when it cannot reach a mirror, so its warning is told when `install` fails. */
export async function carryOut({ commands, env }) {
  let warning = '';
  for (const [command, ...args] of commands) {
    const { code, stderr } = await run(command, args, { env: withSystemFolders({ ...process.env, ...env }) });
    const complaints = stderr.split('\n').filter((line) => /^[EW]: /.test(line));
    if (code !== 0)
      throw new Error(`${command} ${args.join(' ')} failed: ${complaints.pop() ?? stderr.trim()}${warning}`);
    if (complaints.length > 0) warning = ` (before that: ${complaints[0].replace(/\s+/g, ' ')})`;
  }
}

/** A server installed by apt on Debian or Ubuntu when we are root, then started privately as any other program. */
export async function fromApt(server, options) {
  const plan = aptPlan([server.package]);
  if (plan.refused) throw new Error(plan.refused);
  if (server.find()) throw new Error(`${server.package} is installed already`);
  options.say(`${server.name}: installing the package ${server.package} with apt-get …`);
  await withLock(join(tmpdir(), 'orrery-apt.lock'), () => withoutServiceStart(() => carryOut(plan)));
  return fromBinaries(server, options);
}
