import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../processes/lock.mjs';
import { findProgram } from '../services/private/find-program.mjs';
import { aptPlan, carryOut } from '../services/sources/apt.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * Path of a Chromium on this machine; on Debian as root it is installed when there is none. ORRERY_CHROMIUM names another
 * one. Throws with what to do where that is not possible.
 */
export async function acquireChromium({ say = () => {}, env = process.env } = {}) {
  const known = () => env.ORRERY_CHROMIUM ?? findProgram(NAMES);
  if (known()) return known();
  const plan = aptPlan(['chromium']);
  if (plan.refused) {
    throw new Error(
      `There is no Chromium to drive (${plan.refused}, so it is not installed by itself): install it, or name it in ORRERY_CHROMIUM.`,
    );
  }
  await withLock(join(tmpdir(), 'orrery-apt.lock'), async () => {
    if (known()) return;
    say('installing chromium with apt-get …');
    await carryOut(plan);
  });
  if (!known()) throw new Error('The package chromium was installed, but its program is not to be found.');
  return known();
}
