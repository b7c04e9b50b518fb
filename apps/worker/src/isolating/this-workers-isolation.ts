import { join, resolve } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IsolationOfferDto } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import { Launcher } from '../executing/launcher.js';
import { OutputPipes } from '../executing/output-pipes.js';
import type { WorkerConfig } from '../config.js';
import { workerHome } from '../identity/worker-files.js';
import { Cells } from './cells.js';
import { removeCarried } from './carried-files.js';
import { cgroupName, thisMachinesCgroups } from './cgroups/this-machines-cgroups.js';
import { levelsFrom, type Machine } from './machine.js';
import { probeMachine, removeProbes } from './probe-machine.js';
import { ReadyShells } from './ready-shells.js';
import { Remains } from './remains.js';
import { exposedPlaces } from './sandbox/exposed-places.js';
import { configurationIn, prepareConfiguration } from './sandbox/configuration.js';
import { seccompFilter } from './sandbox/seccomp-filter.js';
import { systemPaths } from './sandbox/system-paths.js';
import { TaskUids } from './uids/task-uids.js';
import { readUidRange } from './uids/uid-range.js';

/** Where the working directories are when attempts have user ids of their own: they get to nothing in the data directory. */
const sharedWork = '/var/lib/orrery';

const nothing: Machine = {
  ...{ isLinux: false, isRoot: false, hasSandbox: false },
  ...{ tools: { shell: '/bin/sh' }, mostFiles: 0, missing: [] },
};

/** What keeps the attempts of one worker apart. */
export interface WorkerIsolation {
  readonly cells: Cells;
  readonly shells: Pick<ReadyShells, 'stop'>;
  readonly remains: Remains;
  /** Makes the files that attempts need. To be called when no other worker has this one's directory: its attempts use them. */
  readonly prepare: () => void;
  /** As it is told to the masters; undefined: it runs no programs. */
  readonly offer: IsolationOfferDto | undefined;
  /** For working directories; undefined: the worker's own. */
  readonly workDirectory: string | undefined;
  /** Where the worker runs as root: for who runs programs without cells. */
  readonly uids: TaskUids | undefined;
}

/**
 * Finds out what the machine gives and makes of it what this worker isolates with.
 * @param runsAny whether it runs programs at all: where not, nothing is tried and nothing made.
 */
export async function thisWorkersIsolation(
  config: WorkerConfig,
  logger: Logger,
  runsAny = true,
): Promise<WorkerIsolation> {
  const { nodeId, dataDir, workDir } = config;
  const home = workerHome(dataDir, nodeId);
  const name = cgroupName(nodeId, home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const machine = runsAny ? await probeMachine(thisMachinesCgroups(nodeId, home), home) : nothing;
  const parent = workDir === undefined ? (machine.isRoot ? sharedWork : undefined) : resolve(workDir);
  const workDirectory = parent === undefined ? undefined : join(parent, name);
  const uids = machine.isRoot ? new TaskUids(readUidRange(config.taskUids)) : undefined;
  const filter = machine.hasSandbox ? filterIn(home) : undefined;
  const { shell } = machine.tools;
  const outputs = new OutputPipes(home);
  const shells = new ReadyShells({ shell, privateDirectory: home, filter: filter?.path, outputs });
  const system = systemPaths();
  const seen = [...system.directories, ...config.sandboxPaths];
  const cells = new Cells({
    ...{ machine, uids, logger, rules: config, launcher: await Launcher.probe(outputs) },
    ...{ system, readable: config.sandboxPaths, shells, hasFilter: filter !== undefined },
    hidden: [
      ...exposedPlaces([dataDir], seen),
      home,
      ...(workDirectory === undefined ? [] : [workDirectory]),
    ],
    // From there it was configured, with what it signs in by.
    hiddenFiles: exposedPlaces(['.env'], seen),
    configuration: configurationIn(home),
  });
  const remains = new Remains(join(home, 'cgroups'), machine.cgroups?.roots ?? [], uids, logger);
  const prepare = () => {
    removeCarried(home);
    removeProbes(home);
    if (machine.hasSandbox) prepareConfiguration(home);
    if (filter !== undefined) writeFileSync(filter.path, filter.program, { mode: 0o600 });
  };
  const offer = runsAny ? tell(machine, config, logger) : undefined;
  return { cells, shells, remains, prepare, offer, workDirectory, uids };
}

function filterIn(home: string): { readonly path: string; readonly program: Uint8Array } | undefined {
  const program = seccompFilter();
  return program === undefined ? undefined : { path: join(home, 'seccomp'), program };
}

function tell(
  machine: Machine,
  { containerEngine, isolationFloor }: Pick<WorkerConfig, 'containerEngine' | 'isolationFloor'>,
  logger: Logger,
): IsolationOfferDto {
  const container = containerEngine === undefined ? [] : (['container'] as const);
  const offer = {
    levels: [...levelsFrom(isolationFloor, machine), ...container],
    missing: [...machine.missing],
  };
  logger.info(offer, `isolates attempts by ${offer.levels.join(', ')}`);
  return offer;
}
