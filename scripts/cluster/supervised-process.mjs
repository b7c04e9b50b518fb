import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { signalGroup } from '../processes/identity.mjs';
import { RestartBackoff } from './backoff.mjs';

/** The exit code by which a program says that its configuration is wrong (EX_CONFIG of sysexits.h). */
export const CONFIGURATION_ERROR = 78;

/** Keeps one program running: starts it again when it ends, until it is stopped or refuses its configuration. */
export class SupervisedProcess {
  #child;
  #ended = Promise.resolve();
  #timer;
  #stopping = false;
  #downMs = 0;
  #backoff;
  #watch;

  /** `watch` has `line(name, text)`, `started(name, pid)`, `ended(name, pid, how, waitMs)` and `refused(name)`. */
  constructor(spec, { backoff, watch }) {
    this.spec = spec;
    this.#backoff = new RestartBackoff(backoff);
    this.#watch = watch;
  }

  get pid() {
    return this.#child?.pid;
  }

  start() {
    const { name, command, args, env, cwd } = this.spec;
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { env, cwd, stdio, detached: true });
    const beganAt = performance.now();
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (text) => this.#watch.line(name, text));
    }
    child.once('spawn', () => this.#watch.started(name, child.pid));
    this.#ended = this.#endOf(child).then((how) => this.#onEnd(child, how, performance.now() - beganAt));
  }

  async #endOf(child) {
    try {
      const [code, signal] = await once(child, 'exit');
      return { code, text: signal ?? `code ${code}` };
    } catch (error) {
      return { code: null, text: error.message };
    }
  }

  #onEnd(child, { code, text }, livedMs) {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    const again = !this.#stopping && code !== CONFIGURATION_ERROR;
    const waitMs = again ? Math.max(this.#downMs, this.#backoff.afterLifeOf(livedMs)) : undefined;
    this.#downMs = 0;
    this.#watch.ended(this.spec.name, child.pid, text, waitMs);
    if (again) this.#timer = setTimeout(() => this.start(), waitMs);
    else if (!this.#stopping) this.#watch.refused(this.spec.name);
  }

  /** Ends it at once, as the kernel or an operator would; it is started again after `downMs` at the earliest. */
  kill(downMs = 0) {
    this.#downMs = downMs;
    this.#child?.kill('SIGKILL');
  }

  /** Asks it to end, and ends its whole process group when the grace is over. Twice is fine. */
  async stop(graceMs) {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    if (this.#child.exitCode === null && this.#child.signalCode === null) process.kill(pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(timer);
  }
}
