import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const EXIT_WITHIN_MS = 30_000;

export type AppName = 'master' | 'worker' | 'alarm' | 'api-gateway' | 'standalone';

/** How one process of an installation is started, each time again. */
export interface ProcessPlan {
  /** Unique within the installation, e.g. `worker-1`. */
  readonly name: string;
  readonly app: AppName;
  /** Built program of the app: `main` runs it, `migrate` only brings its schema up to date. */
  readonly program?: 'main' | 'migrate';
  /** Instead of a program of the app: a file of the repository, e.g. of an example. */
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it answers /healthz and /readyz. */
  readonly healthPort: number;
  readonly cwd: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One program of the platform, run from its built form as a process of its own. */
export class OrreryProcess {
  /** What it printed, on whichever stream. */
  readonly lines: string[] = [];
  private readonly errorLines: string[] = [];
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;
  private readonly ended: Promise<Exit>;

  constructor(readonly plan: ProcessPlan) {
    const {
      app,
      program = 'main',
      script = join('apps', app, 'dist', `${program}.js`),
      env,
      cwd,
      args = [],
    } = plan;
    this.child = spawn(process.execPath, [join(REPOSITORY, script), ...args], {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve({ code, signal })),
    );
    this.keep(this.child.stdout, this.lines);
    this.keep(this.child.stderr, this.lines, this.errorLines);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** What it printed on its standard error. */
  get errors(): string {
    return this.errorLines.join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves with how it ended; kills it when it does not end in time. */
  async exit(withinMs = EXIT_WITHIN_MS): Promise<Exit> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    const exit = await this.ended;
    clearTimeout(timer);
    return exit;
  }

  /** What /readyz (or another path of its health port) answers at the moment; undefined when nothing listens. */
  async health(path = '/readyz'): Promise<{ status: number; body: unknown } | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.plan.healthPort}${path}`);
      return { status: response.status, body: await response.json() };
    } catch {
      return undefined;
    }
  }

  /** @throws when it ends before, or does not become ready in time. */
  async untilReady(withinMs = 30_000): Promise<void> {
    await this.untilHealth('be ready', (status) => status === 200, withinMs);
  }

  async untilListening(withinMs = 30_000): Promise<void> {
    await this.untilHealth('listen', () => true, withinMs);
  }

  /** Some line that it prints, or printed, fits. */
  async untilSays(pattern: RegExp, withinMs = 15_000): Promise<void> {
    const what = `${this.plan.name} to say ${String(pattern)}`;
    await until(what, () => this.lines.some((line) => pattern.test(line)), withinMs);
  }

  private async untilHealth(
    what: string,
    fits: (status: number) => boolean,
    withinMs: number,
  ): Promise<void> {
    const ask = async () => {
      if (!this.isRunning) throw new Error(`it ended with ${JSON.stringify(await this.exit())} before`);
      const answer = await this.health();
      return answer !== undefined && fits(answer.status);
    };
    await until(`${this.plan.name} to ${what}`, ask, withinMs).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.lines.slice(-30).join('\n')}`, { cause: error });
    });
  }

  /** Whole lines; ORRERY_E2E_LOG_DIR keeps them in files as well. */
  private keep(stream: Readable, ...keepers: string[][]): void {
    const directory = process.env['ORRERY_E2E_LOG_DIR'];
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (directory)
        appendFileSync(join(directory, `${this.plan.env['ORRERY_NAMESPACE']}-${this.plan.name}.log`), text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const keeper of keepers) keeper.push(...lines);
    });
    stream.on('end', () => rest && keepers.forEach((keeper) => keeper.push(rest)));
  }
}
