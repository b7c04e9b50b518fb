import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { OutputPipes } from './output-pipes.js';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

const TRY_LIMIT_MS = 2_000;

/** Starts children as leaders of their own session; where the system can, it has them killed when the worker dies. */
export class Launcher {
  private constructor(
    private readonly prefix: readonly string[],
    private readonly outputs: OutputPipes,
  ) {}

  /** Finds out once what works on this machine. */
  static async probe(outputs: OutputPipes): Promise<Launcher> {
    const prefix = ['setpriv', '--pdeathsig', 'KILL', '--'];
    const isTied = process.platform === 'linux' && (await works([...prefix, 'true']));
    return new Launcher(isTied ? prefix : [], outputs);
  }

  /** Whether children die with the worker. */
  get tiesChildren(): boolean {
    return this.prefix.length > 0;
  }

  /** @throws what `spawn` throws for arguments it cannot pass on; other failures come as the child's `error`. */
  start({ file, args, env }: Command, directory: string): Child {
    const [first, ...rest] = [...this.prefix, file, ...args];
    const options = { cwd: directory, env: { ...env }, detached: true };
    return this.outputs.spawn((files) => spawn(first!, rest, { ...options, stdio: ['ignore', ...files] }));
  }
}

function works([file, ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file!, args, { timeout: TRY_LIMIT_MS }, (error) => resolve(error === null));
  });
}
