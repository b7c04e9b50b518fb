import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Without development packages: npm would install those of a workspace that is one, whatever it is told to omit. */
function copyManifest(path) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  delete manifest.devDependencies;
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), JSON.stringify(manifest, null, 2));
}

/** Tests, type declarations and source maps are for building, not for running. */
function isNeeded(path) {
  return !/\.(spec\.js|d\.ts|map|tsbuildinfo)$/.test(path);
}

const outputs = projectsReachedFrom('.', `apps/${app}`).map((project) => `${project}/dist`);
for (const path of ['package-lock.json', 'LICENSE', ...outputs]) if (existsSync(path)) copy(path);
for (const path of ['', ...workspaces()]) copyManifest(join(path, 'package.json'));
