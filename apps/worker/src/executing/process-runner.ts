import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatchMessage } from '@orrery/contracts';
import type { Clock } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import { NoProcessGuard, type ProcessGuard } from '../fencing/process-guard.js';
import type { Cell } from '../isolating/cell.js';
import type { Cells } from '../isolating/cells.js';
import { DiskWatch } from '../isolating/disk-watch.js';
import type { EndTally } from '../killing/end-processes.js';
import type { ProcessFinder } from '../killing/process-finder.js';
import { ProcessTree } from '../killing/process-tree.js';
import type { AttemptSampler } from '../sampling/attempt-sampler.js';
import type { Attempt } from './attempt.js';
import { copyOutput } from './copy-output.js';
import { detailsOf } from './execution-details-of.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { judgeExit, tellMemoryKills, type Exit } from './judge-exit.js';
import type { Child, Command } from './launcher.js';

/** With all processes gone their output ends at once; a pipe that somebody else holds open is left after this. */
const OUTPUT_LIMIT_MS = 1_000;
const unordered = 'the shell that was to become it ended before it had its whole order';

/** Runs a command as an attempt: its output becomes the log, its exit the result, and nothing of it is left running. */
export class ProcessRunner {
  constructor(
    private readonly cells: Cells,
    private readonly finder: ProcessFinder,
    private readonly clock: Clock,
    private readonly guard: Pick<ProcessGuard, 'watch' | 'forget'> = new NoProcessGuard(),
    private readonly sampler?: Pick<AttemptSampler, 'watch'>,
  ) {}

  /** Whether an attempt runs as a user other than the worker's. */
  hasOwnUser(dispatch: DispatchMessage): boolean {
    return this.cells.hasOwnUser(dispatch);
  }

  /** The directory is the attempt's own from now on. */
  async run(attempt: Attempt, command: Command, directory: string): Promise<ExecutionResult> {
    if (attempt.endReason !== undefined) return { outcome: 'ended' };
    const cell = await this.cells.open(attempt.dispatch, directory);
    if ('refused' in cell) return refuse(attempt, cell.refused);
    for (const word of cell.remarks) attempt.log.append('system', `isolation: ${word}`);
    try {
      // It may have waited for a user id.
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      return await this.runIn(cell, attempt, command, directory);
    } finally {
      await cell.close();
    }
  }

  private async runIn(
    cell: Cell,
    attempt: Attempt,
    command: Command,
    directory: string,
  ): Promise<ExecutionResult> {
    const child = await start(cell, attempt, command);
    if ('outcome' in child) return child;
    const groupId = child.pid!;
    const trace = { groupId, groupStart: this.finder.startOf(groupId), attemptMarker: attempt.key };
    const quarry = cell.processes(child, this.finder, trace);
    const tree = new ProcessTree(quarry);
    this.guard.watch(groupId, !attempt.dispatch.idempotent, cell.listFile);
    const stopSampling = this.sampler?.watch(attempt, cell.usageSource(trace));
    const exited = exitOf(child);
    const output = Promise.all([
      copyOutput(child.stdout, 'stdout', attempt),
      copyOutput(child.stderr, 'stderr', attempt),
    ]);
    const limitBytes = cell.limits.diskBytes;
    const disk = new DiskWatch(directory, limitBytes, () => attempt.end({ kind: 'disk_full', limitBytes }));
    disk.start();
    let cutShort = false;
    const onAbort = () => {
      cutShort = true;
      void tree.end(attempt.killGraceMs);
    };
    attempt.signal.addEventListener('abort', onAbort);
    if (attempt.signal.aborted) onAbort();
    const exit = await exited;
    stopSampling?.();
    attempt.signal.removeEventListener('abort', onAbort);
    disk.stop();
    if (!cutShort) await cell.settle(quarry);
    const tally = await clearUp(attempt, tree, cutShort);
    attempt.execution = detailsOf(cell, tally, this.clock.now());
    this.guard.forget(groupId);
    await Promise.race([output, sleep(OUTPUT_LIMIT_MS, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    if (!cutShort && !exit.hadWholeOrder) return notStarted(attempt, command, unordered);
    if (!cutShort) return await judgeExit(attempt, exit, cell, disk);
    tellMemoryKills(attempt.log, cell.outOfMemoryKills(), cell.limits.memoryBytes);
    return { outcome: 'ended' };
  }
}

function refuse({ log }: Attempt, why: string): ExecutionResult {
  const message = `it cannot be isolated as it must be: ${why}`;
  log.append('system', message);
  return failedWith({ kind: 'isolation_unavailable', message });
}

async function start(cell: Cell, attempt: Attempt, command: Command): Promise<Child | ExecutionResult> {
  try {
    const child = cell.start(command);
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    return child;
  } catch (error) {
    return notStarted(attempt, command, messageOf(error));
  }
}

function notStarted({ log }: Attempt, { file }: Command, why: string): ExecutionResult {
  const message = `${file} could not be started: ${why}`;
  log.append('system', message);
  return failedWith({ kind: 'spawn', message });
}

/** Whatever the command left running ends with it. */
async function clearUp(attempt: Attempt, tree: ProcessTree, cutShort: boolean): Promise<EndTally> {
  const tally = await tree.end(attempt.killGraceMs);
  const { ended, killed, left } = tally;
  if (left > 0) {
    attempt.log.append('system', `${left} processes could not be ended: they hang in the kernel`);
  } else if (ended > 0) {
    const what = cutShort ? 'ended' : 'left running and ended';
    attempt.log.append('system', `${ended} processes ${what}, ${killed} of them killed; none is left`);
  }
  return tally;
}

async function exitOf(child: Child): Promise<Exit & { readonly hadWholeOrder: boolean }> {
  // At that very moment: what had not been written by then is given up, and looks written later on.
  const order = new Promise<boolean>((resolve) => child.once('exit', () => resolve(hadWholeOrder(child))));
  const [code, signal] = (await once(child, 'exit')) as [Exit['code'], Exit['signal']];
  return { code, signal, hadWholeOrder: await order };
}

/** Whether all that was to be written to its input had gone; one without an input waits for nothing. */
function hadWholeOrder({ stdin }: Child): boolean {
  return stdin === null || (stdin.writableEnded && stdin.writableLength === 0 && stdin.errored === null);
}
