import { chownSync, lchownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DispatchMessage } from '@orrery/contracts';
import { messageOf, type Logger } from '@orrery/runtime';
import type { Child, Command, Launcher } from '../executing/launcher.js';
import { keyOf } from '../spool/spool-entry.js';
import { cellScript } from './cell-command.js';
import { Cell } from './cell.js';
import type { Cgroup } from './cgroups/cgroup.js';
import { environmentText } from './environment-file.js';
import { judgeIsolation, type IsolationPlan, type IsolationRules } from './judge-isolation.js';
import type { Machine } from './machine.js';
import { ownEnvironment } from './own-environment.js';
import type { ReadyShells } from './ready-shells.js';
import { prepareAccounts } from './sandbox/accounts.js';
import type { SystemPaths } from './sandbox/sandbox-arguments.js';
import type { TaskUids } from './uids/task-uids.js';
import { removeLeftOfUid } from './uids/left-of-uid.js';

export interface CellsParts {
  readonly machine: Machine;
  readonly rules: IsolationRules;
  readonly launcher: Launcher;
  /** Where the worker runs as root. */
  readonly uids: TaskUids | undefined;
  readonly system: SystemPaths;
  /** The /etc of sandboxes, where there are any. */
  readonly configuration: string;
  /** What a sandbox may read beside the system, and what it must not see of it. */
  readonly readable: readonly string[];
  readonly hidden: readonly string[];
  readonly hiddenFiles: readonly string[];
  readonly shells: ReadyShells;
  /** Whether they have a filter of system calls. */
  readonly hasFilter: boolean;
  readonly logger: Logger;
}

/** Why an attempt cannot be isolated as it must be. */
export interface Refusal {
  readonly refused: string;
}

/** A directory in the working directory for what isolation itself needs. */
const ownDirectory = '.orrery';
/** A sandbox has two processes of its own. */
const processesOfSandbox = 2;

/** Makes what attempts of programs run in. */
export class Cells {
  constructor(private readonly parts: CellsParts) {}

  /** Whether an attempt runs as a user other than the worker's. */
  hasOwnUser({ isolation }: Pick<DispatchMessage, 'isolation'>): boolean {
    const { machine, rules } = this.parts;
    const verdict = judgeIsolation(isolation, rules, machine);
    return machine.isRoot && verdict.kind === 'run' && verdict.plan.level !== 'none';
  }

  /** To be closed when nothing runs in it any more. The directory is the attempt's from now on. */
  async open(dispatch: DispatchMessage, directory: string): Promise<Cell | Refusal> {
    const { machine, rules, launcher } = this.parts;
    const verdict = judgeIsolation(dispatch.isolation, rules, machine);
    if (verdict.kind === 'refuse') return { refused: verdict.message };
    const { plan } = verdict;
    if (plan.level === 'none') {
      const launch = (command: Command) => launcher.start(command, directory);
      return new Cell({ plan, uid: undefined, cgroup: undefined, launch, release: async () => undefined });
    }
    try {
      return await this.openCell(plan, keyOf(dispatch), directory);
    } catch (error) {
      return { refused: messageOf(error) };
    }
  }

  private async openCell(plan: IsolationPlan, key: string, directory: string): Promise<Cell> {
    const { machine, uids, logger } = this.parts;
    const uid = machine.isRoot ? await uids?.take() : undefined;
    const sinceMs = lstatSync(directory).mtimeMs;
    const release = async (isEmpty: boolean) => {
      if (uid === undefined) return;
      if (!isEmpty) {
        logger.warn(
          { uid, key },
          'the cgroup of an attempt is not empty; its user id is not given away again',
        );
        return;
      }
      // It looks at many files, which the report of the end need not wait for.
      nextTurn()
        .then(() => removeLeftOfUid(uid, sinceMs))
        .then(() => uids?.give(uid))
        .catch((error: unknown) =>
          logger.warn({ err: error, uid }, 'what a user id left was not removed; it is not given away again'),
        );
    };
    let cgroup: Cgroup | undefined;
    try {
      cgroup = machine.cgroups?.make(key, limitsOf(plan));
      prepare(directory, plan, uid);
    } catch (error) {
      cgroup?.remove();
      void release(true);
      throw error;
    }
    const launch = (command: Command) => this.launch(command, directory, plan, uid, cgroup?.joinFiles ?? []);
    return new Cell({ plan, uid, cgroup, launch, release });
  }

  private launch(
    command: Command,
    directory: string,
    plan: IsolationPlan,
    uid: number | undefined,
    joinFiles: readonly string[],
  ): Child {
    const { machine, shells, system, configuration, readable, hidden, hiddenFiles } = this.parts;
    const own = join(directory, ownDirectory);
    const isSandbox = plan.level === 'sandbox';
    const temporary = join(own, 'tmp');
    const env = ownEnvironment(
      command.env,
      uid === undefined && !isSandbox ? undefined : directory,
      isSandbox ? '/tmp' : temporary,
    );
    const { text, others } = environmentText(env);
    const places = {
      directory,
      temporary,
      configuration,
      accounts: own,
      hidden,
      hiddenFiles,
      readable,
      system,
    };
    const setting = { ...places, hasFilter: this.parts.hasFilter, uid, joinFiles };
    return shells.run({
      script: cellScript(command, others, plan, setting, machine),
      environment: text,
      uid,
    });
  }
}

function limitsOf({ limits, level }: IsolationPlan) {
  const { pids } = limits;
  return { ...limits, pids: pids > 0 && level === 'sandbox' ? pids + processesOfSandbox : pids };
}

/** Nothing of the attempt runs yet: what stands in its directory was put there by the worker. */
function prepare(directory: string, { level }: IsolationPlan, uid: number | undefined): void {
  const own = join(directory, ownDirectory);
  mkdirSync(join(own, 'tmp'), { recursive: true, mode: 0o700 });
  if (level === 'sandbox') prepareAccounts(own, uid ?? process.getuid!());
  if (uid === undefined) return;
  for (const parent of [own, directory]) {
    for (const name of readdirSync(parent)) lchownSync(join(parent, name), uid, uid);
    chownSync(parent, uid, uid);
  }
}
