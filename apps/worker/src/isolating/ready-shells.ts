import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Child } from '../executing/launcher.js';
import type { OutputPipes } from '../executing/output-pipes.js';
import { scanProcess } from '../killing/proc-scan.js';
import { EnvironmentFile } from './environment-file.js';
import { inheritedFiles, inPlaceOfInherited } from './inherited-files.js';

/** What a shell that waits is told to do. */
export interface ShellOrder {
  /** Shell text of whole lines; it ends with an `exec`. */
  readonly script: string;
  /** Shell text for its open file 3. */
  readonly environment: string;
  /** Who may read that file; undefined: the user of the worker. */
  readonly uid: number | undefined;
}

export interface ReadyShellsOptions {
  readonly shell: string;
  /** A directory that only the worker can read. */
  readonly privateDirectory: string;
  /** File that each has open as 4; undefined: none. */
  readonly filter: string | undefined;
  readonly outputs: OutputPipes;
}

interface ReadyShell {
  readonly process: Child;
  readonly environment: EnvironmentFile;
}

/** So many attempts at a time begin without waiting for a new process. */
const mostReady = 4;
/** Making one stops the worker for a moment: an attempt that has just begun, and may be short, goes first. */
const restMs = 20;
/** Between shells that cannot be made, or die by themselves, is twice the rest each time, up to this. */
const longestRestMs = 5_000;
/** Nothing of a task: it runs as the worker. */
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/**
 * Shells that were started ahead, each of which waits for what to do and becomes that. Starting a process copies the page tables
 * of the worker, which takes some milliseconds for each hundred megabytes: here, no attempt waits for it. There are none before
 * somebody wants one; they end with the worker, as they read from its end of a pipe.
 */
export class ReadyShells {
  private readonly ready = new Set<ReadyShell>();
  private refill: NodeJS.Timeout | undefined;
  private stopped = false;
  /** Since there were as many as there should be. */
  private faults = 0;
  private readonly inherited = inheritedFiles();

  constructor(private readonly options: ReadyShellsOptions) {}

  /**
   * The process that carries out the order. Whether it could be started is told as `spawn` tells it; one that ends before its
   * `stdin` has finished did not get its order, and did nothing.
   */
  run({ script, environment, uid }: ShellOrder): Child {
    const shell = this.takeReady() ?? this.start();
    try {
      shell.environment.write(environment, uid);
    } catch (error) {
      shell.process.stdin?.destroy();
      throw error;
    } finally {
      shell.environment.close();
    }
    // Shells read a group to its end before they do anything of it: an order that is cut off is a fault of syntax.
    shell.process.stdin?.end(`{ ${script}\n}\n`);
    this.refillLater();
    return shell.process;
  }

  /** Ends those that wait. Stopping twice is fine. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.refill);
    for (const shell of this.ready) this.discard(shell);
    this.options.outputs.close();
  }

  private takeReady(): ReadyShell | undefined {
    for (const shell of this.ready) {
      // Somebody may have killed it a moment ago, which is not told yet.
      if (isAlive(shell)) {
        this.ready.delete(shell);
        shell.process.removeAllListeners('exit').removeAllListeners('error').ref();
        return shell;
      }
      this.discard(shell);
    }
    return undefined;
  }

  /** One after the other: each stops the worker for a moment. */
  private refillLater(): void {
    if (this.stopped) return;
    if (this.ready.size >= mostReady) {
      this.faults = 0;
      return;
    }
    const afterMs = Math.min(restMs * 2 ** this.faults, longestRestMs);
    this.refill ??= setTimeout(() => {
      this.refill = undefined;
      this.addReady();
      this.refillLater();
    }, afterMs).unref();
  }

  /** One that cannot be made is not missed: whoever wants one next starts it, and hears why. */
  private addReady(): void {
    try {
      const shell = this.start();
      const gone = () => {
        this.faults += 1;
        this.discard(shell);
        this.refillLater();
      };
      shell.process.once('exit', gone).once('error', gone).unref();
      this.ready.add(shell);
    } catch {
      // too many open files, or a full disk
      this.faults += 1;
    }
  }

  private discard(shell: ReadyShell): void {
    if (!this.ready.delete(shell)) return;
    shell.environment.close();
    shell.process.stdin?.destroy();
  }

  private start(): ReadyShell {
    const { shell, privateDirectory, filter, outputs } = this.options;
    const environment = EnvironmentFile.make(privateDirectory);
    const files = [environment.reading];
    try {
      if (filter !== undefined) files.push(openSync(filter, 'r'));
      const given = [...files];
      files.push(openSync('/dev/null', 'r'));
      const child = outputs.spawn((own) => {
        const stdio = inPlaceOfInherited(['pipe', ...own, ...given], this.inherited, files.at(-1)!);
        return spawn(shell, [], { cwd: '/', env, detached: true, stdio });
      });
      // One that ended does not read its order, of which its unfinished `stdin` tells.
      child.stdin?.on('error', () => undefined);
      return { process: child, environment };
    } catch (error) {
      environment.close();
      throw error;
    } finally {
      for (const each of files) closeSync(each);
    }
  }
}

function isAlive({ process: { pid } }: ReadyShell): boolean {
  return pid !== undefined && scanProcess(pid) !== undefined;
}
