import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../processes/lock.mjs';
import { findProgram } from '../services/private/find-program.mjs';
import { aptPlan, carryOut } from '../services/sources/apt.mjs';

const find = () => findProgram(['bwrap']);

/** Path of bubblewrap; on Debian as root it is installed where it is missing. Throws with what to do elsewhere. */
export async function bubblewrap({ say }) {
  if (find() !== undefined) return find();
  const plan = aptPlan(['bubblewrap']);
  if (plan.refused) {
    throw new Error(
      `There is no bubblewrap to test with (${plan.refused}, so it is not installed by itself): install bubblewrap.`,
    );
  }
  await withLock(join(tmpdir(), 'orrery-apt.lock'), async () => {
    if (find() !== undefined) return;
    say('installing bubblewrap with apt-get …');
    await carryOut(plan);
  });
  const found = find();
  if (found === undefined) throw new Error('bubblewrap was installed, but there is no bwrap.');
  return found;
}
