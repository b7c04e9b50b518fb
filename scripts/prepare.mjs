import { buildStale } from './prepare/build.mjs';
import { installMissing } from './prepare/install.mjs';
import { checkNodeVersion } from './prepare/node-version.mjs';

/**
 * Makes a checkout ready to run: `--install` only installs what is missing, `--dev` also builds the tests and
 * benchmarks. Prints a line for each thing it does and nothing when all is there.
 */
const wanted = new Set(process.argv.slice(2));

try {
  checkNodeVersion(process.versions.node);
  await installMissing();
  if (!wanted.has('--install')) await buildStale(wanted.has('--dev') ? '.' : 'apps/standalone');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
