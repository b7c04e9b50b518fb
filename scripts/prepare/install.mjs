import { existsSync, statSync } from 'node:fs';
import { withLock } from '../processes/lock.mjs';
import { inRepository, repository } from '../processes/repository.mjs';
import { run } from '../processes/run.mjs';

/** npm writes this file last, when everything in package-lock.json stands in node_modules. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Whether node_modules is missing, unfinished or older than package-lock.json. */
export function installIsStale(root = repository) {
  const installed = `${root}/${INSTALLED}`;
  return (
    !existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}/package-lock.json`).mtimeMs
  );
}

/** The npm that called this script, or the one on the PATH. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

/** Installs the packages when they are missing or stale. No package needs its install script here, so none runs. */
export async function installMissing() {
  if (!installIsStale()) return;
  await withLock(inRepository('.orrery', 'prepare.lock'), async () => {
    if (!installIsStale()) return;
    console.error('Installing packages (npm ci) …');
    const [command, ...first] = npm();
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    const args = [...first, 'ci', '--ignore-scripts', '--prefer-offline', ...quiet];
    const { code } = await run(command, args, { inherit: true, cwd: repository });
    if (code !== 0) throw new Error(`npm ci failed with code ${code}; its own message is above.`);
  });
}
