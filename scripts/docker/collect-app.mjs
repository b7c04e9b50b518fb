import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectsReachedFrom } from '../prepare/projects.mjs';

/**
 * `collect-app.mjs APP FOLDER`: copies what one app needs to run, before its packages are installed: the manifests of
 * the whole workspace (npm ci compares them with the lock file) and the compiled code of the app and of its libraries.
 */
const [app, target] = process.argv.slice(2);

function workspaces() {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.keys(lock.packages).filter((path) => path !== '' && !path.includes('node_modules'));
}

function copy(path) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(path, join(target, path), { recursive: true, filter: isNeeded });
}

/** Tests, type declarations and source maps are for building, not for running. */
function isNeeded(path) {
  return !/\.(spec\.js|d\.ts|map|tsbuildinfo)$/.test(path);
}

const manifests = [
  'package.json',
  'package-lock.json',
  ...workspaces().map((path) => `${path}/package.json`),
];
const outputs = projectsReachedFrom('.', `apps/${app}`).map((project) => `${project}/dist`);
for (const path of [...manifests, ...outputs, 'LICENSE']) if (existsSync(path)) copy(path);
