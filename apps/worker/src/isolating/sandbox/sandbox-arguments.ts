import type { IsolationPlan } from '../judge-isolation.js';
import { shownConfiguration } from './configuration.js';

/** What the sandbox of one attempt is made from. */
export interface SandboxSetting {
  /** Its working directory: the only one it can write to, under the same name as outside. */
  readonly directory: string;
  /** Its own temporary directory, seen as /tmp. */
  readonly temporary: string;
  /** What it sees as /etc, but for the following. */
  readonly configuration: string;
  /** Made for it: the files `passwd` and `group`. */
  readonly accounts: string;
  /** Directories of the worker: it must not see them, wherever they are. */
  readonly hidden: readonly string[];
  /** Files of the worker likewise. */
  readonly hiddenFiles: readonly string[];
  /** What it sees of the machine beside the programs of the system. */
  readonly readable: readonly string[];
  /** Directories of the system, and links to them: `/usr`, `/bin`, … */
  readonly system: SystemPaths;
  /** Whether there is a filter of system calls, as the open file 4. */
  readonly hasFilter: boolean;
}

/** What the root of this machine has of what programs need. */
export interface SystemPaths {
  readonly directories: readonly string[];
  /** Link -> what it points to. */
  readonly links: readonly (readonly [string, string])[];
}

const sharedMemoryBytes = 64 * 2 ** 20;
/** To become the user of the attempt; nothing of it is left then. */
const capabilitiesToBecome = ['--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'];

/** The arguments of bubblewrap (bwrap(1)) for the cell of an attempt. */
export function sandboxArguments(
  { network }: Pick<IsolationPlan, 'network'>,
  setting: SandboxSetting,
  isRoot: boolean,
): string[] {
  const { directory, temporary, configuration, accounts, hidden, hiddenFiles, readable, system, hasFilter } =
    setting;
  return [
    ...(isRoot ? [] : ['--unshare-user']),
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...(network === 'none' ? ['--unshare-net'] : []),
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', ...(isRoot ? capabilitiesToBecome : [])],
    // What it makes by itself above a link is closed to others.
    ...['/run', '/var'].flatMap((path) => ['--dir', path]),
    ...system.directories.flatMap((path) => ['--ro-bind', path, path]),
    ...system.links.flatMap(([link, target]) => ['--symlink', target, link]),
    ...readable.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--ro-bind', configuration, '/etc'],
    ...shownConfiguration.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...['passwd', 'group'].flatMap((name) => ['--ro-bind', `${accounts}/${name}`, `/etc/${name}`]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--perms', '1777', '--size', String(sharedMemoryBytes), '--tmpfs', '/dev/shm'],
    ...['--bind', temporary, '/tmp', '--symlink', '../tmp', '/var/tmp'],
    ...hidden.flatMap((path) => ['--tmpfs', path]),
    ...hiddenFiles.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...['--bind', directory, directory, '--chdir', '/'],
    // An ordinary user's sandbox owns its /dev, which is in memory.
    ...[...hidden, '/dev', '/'].flatMap((path) => ['--remount-ro', path]),
    ...(hasFilter ? ['--seccomp', '4'] : []),
  ];
}
