import { spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Child } from '../executing/launcher.js';
import { scanProcess } from '../killing/proc-scan.js';
import { EnvironmentFile } from './environment-file.js';

/** What a shell that waits is told to do. */
export interface ShellOrder {
  /** Shell text; it ends with an `exec`. */
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
}

interface ReadyShell {
  readonly process: Child;
  readonly environment: EnvironmentFile;
}

/** So many attempts at a time begin without waiting for a new process. */
const mostReady = 4;
/** Making one stops the worker for a moment: an attempt that has just begun, and may be short, goes first. */
const restMs = 20;
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

  constructor(private readonly options: ReadyShellsOptions) {}

  /** The process that carries out the order. Whether it could be started is told as `spawn` tells it. */
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
    shell.process.stdin?.end(script);
    this.refillLater(mostReady - this.ready.size);
    return shell.process;
  }

  /** Ends those that wait. Stopping twice is fine. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.refill);
    for (const shell of this.ready) this.discard(shell);
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
  private refillLater(count: number): void {
    if (this.stopped || count === 0) return;
    this.refill ??= setTimeout(() => {
      this.refill = undefined;
      this.addReady();
      this.refillLater(count - 1);
    }, restMs).unref();
  }

  /** One that cannot be made is not missed: whoever wants one next starts it, and hears why. */
  private addReady(): void {
    if (this.ready.size >= mostReady) return;
    try {
      const shell = this.start();
      const gone = () => this.discard(shell);
      shell.process.once('exit', gone).once('error', gone).unref();
      this.ready.add(shell);
    } catch {
      // too many open files, or a full disk
    }
  }

  private discard(shell: ReadyShell): void {
    if (!this.ready.delete(shell)) return;
    shell.environment.close();
    shell.process.stdin?.destroy();
  }

  private start(): ReadyShell {
    const { shell, privateDirectory, filter } = this.options;
    const environment = EnvironmentFile.make(privateDirectory);
    const files = [environment.reading];
    try {
      if (filter !== undefined) files.push(openSync(filter, 'r'));
      const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', ...files];
      const child = spawn(shell, [], { cwd: '/', env, detached: true, stdio }) as Child;
      // One that ended does not read its order; its end is told.
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
