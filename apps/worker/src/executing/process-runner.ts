import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@orrery/runtime';
import { NoProcessGuard, type ProcessGuard } from '../fencing/process-guard.js';
import { ProcessTree } from '../killing/process-tree.js';
import type { ProcessFinder } from '../killing/process-finder.js';
import { LineSplitter } from '../logs/line-splitter.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import type { Child, Command, Launcher } from './launcher.js';

/** With all processes gone their output ends at once; a pipe that somebody else holds open is left after this. */
const OUTPUT_LIMIT_MS = 1_000;

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a command as an attempt: its output becomes the log, its exit the result, and nothing of it is left running. */
export class ProcessRunner {
  constructor(
    private readonly launcher: Launcher,
    private readonly finder: ProcessFinder,
    private readonly guard: Pick<ProcessGuard, 'watch' | 'forget'> = new NoProcessGuard(),
  ) {}

  async run(attempt: Attempt, command: Command, directory: string): Promise<ExecutionResult> {
    const child = await this.start(attempt, command, directory);
    if ('outcome' in child) return child;
    const groupId = child.pid!;
    const trace = { groupId, groupStart: this.finder.startOf(groupId), attemptMarker: attempt.key };
    const tree = new ProcessTree(this.finder, trace);
    this.guard.watch(groupId, !attempt.dispatch.idempotent);
    const exited = exitOf(child);
    const output = Promise.all([
      copyOutput(child.stdout, 'stdout', attempt),
      copyOutput(child.stderr, 'stderr', attempt),
    ]);
    let cutShort = false;
    const onAbort = () => {
      cutShort = true;
      void tree.end(attempt.killGraceMs);
    };
    attempt.signal.addEventListener('abort', onAbort);
    if (attempt.signal.aborted) onAbort();
    const exit = await exited;
    attempt.signal.removeEventListener('abort', onAbort);
    await this.clearUp(attempt, tree, cutShort);
    this.guard.forget(groupId);
    await Promise.race([output, sleep(OUTPUT_LIMIT_MS, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    return cutShort ? { outcome: 'ended' } : this.judge(attempt, exit);
  }

  private async start(
    attempt: Attempt,
    command: Command,
    directory: string,
  ): Promise<Child | ExecutionResult> {
    try {
      const child = this.launcher.start(command, directory);
      if (child.pid === undefined) throw (await once(child, 'error'))[0];
      return child;
    } catch (error) {
      const message = `${command.file} could not be started: ${messageOf(error)}`;
      attempt.log.append('system', message);
      return failedWith({ kind: 'spawn', message });
    }
  }

  /** Whatever the command left running ends with it. */
  private async clearUp(attempt: Attempt, tree: ProcessTree, cutShort: boolean): Promise<void> {
    const { ended, killed, left } = await tree.end(attempt.killGraceMs);
    if (left > 0) {
      attempt.log.append('system', `${left} processes could not be ended: they hang in the kernel`);
    } else if (ended > 0) {
      const what = cutShort ? 'ended' : 'left running and ended';
      attempt.log.append('system', `${ended} processes ${what}, ${killed} of them killed; none is left`);
    }
  }

  private judge({ log }: Attempt, { code, signal }: Exit): ExecutionResult {
    if (code === 0) {
      log.append('system', 'exited with code 0');
      return { outcome: 'succeeded', exitCode: 0, result: null };
    }
    const message = signal === null ? `exited with code ${code}` : `ended by signal ${signal}`;
    log.append('system', message);
    if (signal !== null) return failedWith({ kind: 'signal', message });
    return failedWith({ kind: 'exit_code', message, exitCode: code ?? undefined });
  }
}

async function exitOf(child: Child): Promise<Exit> {
  const [code, signal] = (await once(child, 'exit')) as [Exit['code'], Exit['signal']];
  return { code, signal };
}

/** Reads only as fast as the log can be sent: a child that writes faster waits. */
async function copyOutput(source: Readable, stream: 'stdout' | 'stderr', { log }: Attempt): Promise<void> {
  const lines = new LineSplitter((text) => log.append(stream, text));
  try {
    for await (const chunk of source) {
      lines.push(chunk as Buffer);
      await log.room();
    }
  } catch {
    // destroyed: the processes are gone and somebody else held the pipe
  }
  lines.end();
}
