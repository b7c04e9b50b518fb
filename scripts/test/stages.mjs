import { readFileSync } from 'node:fs';
import { inRepository } from '../processes/repository.mjs';

/** The command line that starts a program of an installed package, without npx in between. */
function program(name, command = name) {
  const { bin } = JSON.parse(readFileSync(inRepository('node_modules', name, 'package.json'), 'utf8'));
  return [process.execPath, inRepository('node_modules', name, typeof bin === 'string' ? bin : bin[command])];
}

const nx = program('nx');
const quietNx = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' };

/** The checks that are no tests, in order; each counts as one. */
export const checks = [
  { name: 'lint', command: [...nx, 'run-many', '-t', 'lint', '--output-style=stream'], env: quietNx },
  {
    name: 'lint of the root',
    command: [...program('eslint'), '--max-warnings', '0', '*.mjs'],
  },
  {
    name: 'format',
    command: [...program('prettier'), '--check', '--log-level', 'warn', '.'],
  },
  { name: 'project references', command: [...nx, 'sync:check'], env: quietNx },
  { name: 'types', command: [...program('typescript', 'tsc'), '-b'] },
  { name: 'licences', command: [process.execPath, inRepository('scripts', 'check-licences.mjs')] },
];

/**
 * The Vitest projects, in order. Unit and integration each run in a zone other than UTC, with half-hour offsets and on
 * either side of it; integration also under a namespace other than the default.
 */
export const suites = [
  { name: 'unit', env: { TZ: 'America/St_Johns' } },
  { name: 'integration', env: { TZ: 'Asia/Kolkata', ORRERY_NAMESPACE: 'orrery_ci' }, needsServices: true },
  { name: 'e2e', env: {}, needsServices: true },
];

/** The command that runs one Vitest project and leaves its result in a JSON file. */
export function suiteCommand(name, resultFile) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  return [...program('vitest'), 'run', '--project', name, ...reporters];
}
