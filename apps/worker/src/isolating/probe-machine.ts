import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../executing/find-program.js';
import { leaving } from './cell-command.js';
import type { CgroupsFound } from './cgroups/this-machines-cgroups.js';
import type { IsolationTools, Machine } from './machine.js';
import { prepareAccounts } from './sandbox/accounts.js';
import { prepareConfiguration } from './sandbox/configuration.js';
import { sandboxArguments } from './sandbox/sandbox-arguments.js';
import { systemPaths } from './sandbox/system-paths.js';

const tryLimitMs = 5_000;
const toolPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const usualMostFiles = 65_536;
/** Any user will do to see whether root may become another one here. */
const somebody = 65_534;

const probePrefix = '.probe-';

/**
 * Finds out what this machine gives a worker to keep attempts apart with: each thing is tried, not guessed.
 * @param home directory of the worker, in which it is tried.
 */
export async function probeMachine(
  cgroups: CgroupsFound,
  home: string,
  { isRoot }: { readonly isRoot: boolean } = { isRoot: process.getuid?.() === 0 },
): Promise<Machine> {
  const isLinux = process.platform === 'linux';
  const tools = await findTools(isRoot);
  const sandbox = isLinux ? await trySandbox(tools, isRoot, home) : 'it needs Linux';
  const canBeOther = isRoot && tools.setpriv !== undefined;
  const tree = isLinux && cgroups.kind === 'found' ? cgroups.tree : undefined;
  const missing = [
    ...(canBeOther ? [] : [`own user ids: ${isRoot ? 'there is no setpriv' : 'the worker is not root'}`]),
    ...(tools.setpriv
      ? []
      : ['no new privileges, and the death of attempts with the worker: there is no setpriv']),
    ...(cgroups.kind === 'none' ? [`cgroups: ${cgroups.reason}`] : missingControls(cgroups)),
    ...(sandbox === true ? [] : [`sandbox: ${sandbox}`]),
  ];
  const mostFiles = isLinux ? mostFilesOfThis() : usualMostFiles;
  return {
    isLinux,
    isRoot: canBeOther,
    tools,
    cgroups: tree,
    mostFiles,
    hasSandbox: sandbox === true,
    missing,
  };
}

/** Removes what is left of the trial of a worker that was killed in the middle of it. */
export function removeProbes(home: string): void {
  const left = readdirSync(home).filter((name) => name.startsWith(probePrefix));
  for (const name of left) rmSync(join(home, name), { recursive: true, force: true });
}

async function findTools(isRoot: boolean): Promise<IsolationTools> {
  const [setpriv, bubblewrap, unshare, nsenter] = await Promise.all(
    ['setpriv', 'bwrap', 'unshare', 'nsenter'].map((name) => findProgram(name, toolPath)),
  );
  const works =
    setpriv !== undefined &&
    (await run(setpriv, [...leaving(isRoot ? somebody : undefined), 'true'])) === true;
  return { shell: '/bin/sh', setpriv: works ? setpriv : undefined, bubblewrap, unshare, nsenter };
}

/** Tries the arguments that attempts are started with; a text says why it does not work. */
async function trySandbox(
  { bubblewrap, setpriv }: IsolationTools,
  isRoot: boolean,
  home: string,
): Promise<true | string> {
  if (bubblewrap === undefined) return 'there is no bubblewrap (bwrap)';
  if (isRoot && setpriv === undefined) return 'there is no setpriv';
  const directory = await mkdtemp(join(home, probePrefix));
  try {
    prepareAccounts(directory, process.getuid!());
    const configuration = prepareConfiguration(directory);
    const places = { directory, temporary: directory, accounts: directory, configuration };
    const setting = { ...places, hidden: [], hiddenFiles: [], readable: [] };
    const more = { system: systemPaths(), hasFilter: false };
    const args = sandboxArguments({ network: 'none' }, { ...setting, ...more }, isRoot);
    return await run(bubblewrap, [...args, '--', 'true']);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function run(file: string, args: readonly string[]): Promise<true | string> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: tryLimitMs, env: { PATH: toolPath } }, (error, _, stderr) => {
      resolve(error === null ? true : stderr.trim() || error.message);
    });
  });
}

function missingControls({ tree }: Extract<CgroupsFound, { kind: 'found' }>): string[] {
  const controls = (['memory', 'pids', 'cpu'] as const).filter((control) => !tree.controls.has(control));
  return controls.map((control) => `limits of ${control}: no cgroup of this worker has that controller`);
}

/** The limit of this process is the most it may give. */
function mostFilesOfThis(): number {
  const line = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
  const hard = Number(line?.[1]);
  return hard < usualMostFiles ? hard : usualMostFiles;
}
