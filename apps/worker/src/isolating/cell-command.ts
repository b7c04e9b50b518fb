import type { Command } from '../executing/launcher.js';
import { processMarkers } from '../killing/process-finder.js';
import { longestWordBytes, quoted } from './environment-file.js';
import type { IsolationPlan } from './judge-isolation.js';
import type { Machine } from './machine.js';
import { sandboxArguments, type SandboxSetting } from './sandbox/sandbox-arguments.js';

/** What one attempt has of its own. */
export interface CellSetting extends SandboxSetting {
  /** Its user and group; undefined: those of the worker. */
  readonly uid: number | undefined;
  readonly joinFiles: readonly string[];
}

/** Under memory pressure the kernel takes attempts first, and the worker, which knows of it, last. */
const oomScore = 500;
/** The unit of `ulimit -f` (POSIX). */
const blockBytes = 512;

/**
 * What a shell does to enter a cell and become the command of the task: it joins the cgroups and sets the limits, then
 * `setpriv` or the sandbox gives up what the worker may, then a shell that has no privileges sets the environment, and carries
 * the command out itself where that is a text for a shell. Each replaces the one before: the process that was started is the
 * task's own.
 * @throws when an argument cannot be passed on.
 */
export function cellScript(
  command: Command,
  others: readonly string[],
  plan: IsolationPlan,
  setting: CellSetting,
  machine: Pick<Machine, 'tools' | 'isRoot' | 'mostFiles'>,
): string {
  const { shell } = machine.tools;
  const equipped = equip(command, others, setting, shell);
  const outer = [...networkArguments(plan, machine), ...enter(plan, setting, machine), ...equipped];
  const fault = outer.map(wordFault).find(Boolean);
  if (fault !== undefined) throw new Error(`an argument cannot be passed on: it ${fault}`);
  // By these, which no task can choose, its processes are found although the rest of their environment is set later.
  const markers = processMarkers.filter((name) => command.env[name] !== undefined);
  const exports = markers.map((name) => `export ${name}=${quoted(command.env[name]!)}`);
  const withoutFilter = plan.level === 'sandbox' ? '' : ' 4<&-';
  const become = `exec ${outer.map(quoted).join(' ')} </dev/null${withoutFilter}`;
  return [...exports, ...prepare(plan, setting, machine), become, ''].join('\n');
}

function wordFault(word: string): string | undefined {
  if (word.includes('\0')) return 'holds a NUL character';
  const bytes = Buffer.byteLength(word);
  return bytes > longestWordBytes ? `has ${bytes} bytes, of at most ${longestWordBytes}` : undefined;
}

/** What the shell does first; what must not fail ends it. */
function prepare(
  { limits }: IsolationPlan,
  { joinFiles, uid }: CellSetting,
  { mostFiles }: Pick<Machine, 'mostFiles'>,
): string[] {
  const lines = joinFiles.map((file) => `echo 0 >${quoted(file)} || exit 125`);
  lines.push(`echo ${oomScore} 2>/dev/null >/proc/self/oom_score_adj`, 'umask 022');
  lines.push('ulimit -c 0', `ulimit -n ${mostFiles}`);
  if (limits.diskBytes > 0) lines.push(`ulimit -f ${Math.ceil(limits.diskBytes / blockBytes)}`);
  // Of processes it counts those of the user: only one of its own has none of others.
  if (uid !== undefined && limits.pids > 0) {
    lines.push(`ulimit -u ${limits.pids} 2>/dev/null || ulimit -p ${limits.pids}`);
  }
  return lines;
}

/** Into the working directory, which the user of the attempt alone may enter; then its environment; then the command. */
function equip(
  { file, args }: Pick<Command, 'file' | 'args'>,
  others: readonly string[],
  { directory }: Pick<CellSetting, 'directory'>,
  shell: string,
): string[] {
  const enter = `umask 077; cd -- ${quoted(directory)} || exit 125; unset OLDPWD; . /dev/fd/3; exec 3<&-`;
  const [option, text] = args;
  // A second shell would cost as much as the first. On the same line: its messages count lines from the text's own first.
  const isText = file === shell && option === '-c' && args.length === 2 && others.length === 0;
  if (isText) return [shell, '-c', `${enter}; ${text}`];
  const env = others.length > 0 ? ['/usr/bin/env', ...others] : [];
  return [shell, '-c', `${enter} "$@"`, 'orrery', ...env, file, ...args];
}

function networkArguments(
  { level, network }: IsolationPlan,
  { tools }: Pick<Machine, 'tools'>,
): readonly string[] {
  if (network === 'host' || (level === 'sandbox' && network === 'none')) return [];
  if (network === 'none') return [tools.unshare!, '--net', '--'];
  return [tools.nsenter!, `--net=/run/netns/${network}`, '--'];
}

function enter(
  plan: IsolationPlan,
  setting: CellSetting,
  machine: Pick<Machine, 'tools' | 'isRoot'>,
): string[] {
  const { setpriv, bubblewrap } = machine.tools;
  if (plan.level === 'sandbox') {
    const become =
      setting.uid === undefined ? [] : [setpriv!, ...becoming(setting.uid), '--inh-caps=-all', '--'];
    return [bubblewrap!, ...sandboxArguments(plan, setting, machine.isRoot), '--', ...become];
  }
  return setpriv === undefined ? [] : [setpriv, ...leaving(setting.uid)];
}

/** Arguments of `setpriv` (setpriv(1)) with which a process gives up what the worker may, and dies when the worker does. */
export function leaving(uid: number | undefined): string[] {
  const user = uid === undefined ? [] : [...becoming(uid), '--bounding-set=-all', '--inh-caps=-all'];
  return [...user, '--no-new-privs', '--pdeathsig', 'KILL', '--'];
}

function becoming(uid: number): string[] {
  return ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
}
