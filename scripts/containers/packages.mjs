import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../processes/lock.mjs';
import { findProgram } from '../services/private/find-program.mjs';
import { aptPlan, carryOut } from '../services/sources/apt.mjs';
import { withoutServiceStart } from '../services/sources/policy-rc.mjs';

/** Programs of an engine, and the package that each is in. What Podman finds by itself is not looked for on the PATH. */
const PROGRAMS = {
  podman: { names: ['podman'], package: 'podman' },
  runc: { names: ['runc'], package: 'runc' },
  init: { names: ['catatonit'], package: 'catatonit', first: ['/usr/libexec/podman'] },
  busybox: { names: ['busybox'], package: 'busybox-static' },
};

function find() {
  const found = Object.entries(PROGRAMS).map(([key, { names, first }]) => [
    key,
    findProgram(names, { first }),
  ]);
  const { busybox, ...others } = Object.fromEntries(found);
  return { ...others, busybox: busybox && isStatic(busybox) ? busybox : undefined };
}

/** Alone in an image there is nobody to load its libraries. */
function isStatic(program) {
  return !readFileSync(program).includes('/ld-linux');
}

/** Paths of the programs; on Debian as root they are installed where they are missing. Throws with what to do elsewhere. */
export async function enginePrograms({ say }) {
  const missing = () => Object.keys(PROGRAMS).filter((key) => find()[key] === undefined);
  if (missing().length === 0) return find();
  const packages = missing().map((key) => PROGRAMS[key].package);
  const plan = aptPlan(packages);
  if (plan.refused) {
    throw new Error(
      `There is no container engine to test with (${plan.refused}, so it is not installed by itself): install ${packages.join(', ')}.`,
    );
  }
  await withLock(join(tmpdir(), 'orrery-apt.lock'), async () => {
    if (missing().length === 0) return;
    say(`installing ${packages.join(', ')} with apt-get …`);
    await withoutServiceStart(() => carryOut(plan));
  });
  if (missing().length > 0)
    throw new Error(`${packages.join(', ')} were installed, but not ${missing().join(', ')}.`);
  return find();
}
