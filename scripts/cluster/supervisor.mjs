import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SupervisedProcess } from './supervised-process.mjs';

const REAPER = fileURLToPath(new URL('./reaper.mjs', import.meta.url));

/** Runs the processes of a cluster, restarts what dies, and stops them in order; nothing survives it, not even kill -9. */
export class Supervisor {
  #processes;
  #say;
  #graceMs;
  #refuse;
  #news;
  #stopped;
  #reaper;
  #reaperListens;
  /** Settles with the name of the first process that refused its configuration. */
  refused = new Promise((resolve) => (this.#refuse = resolve));

  /**
   * `specs`: `{ name, stopRank, command, args, env, cwd }`, stopped from the lowest rank to the highest; `print(name, text)`
   * receives their output, `say(text)` what the supervisor itself does, `news(name, 'started' | 'ended')` the same for programs.
   */
  constructor(specs, { print, say, news = () => {}, graceMs = 20_000, backoff }) {
    this.#say = say;
    this.#news = news;
    this.#graceMs = graceMs;
    this.#reaper = fork(REAPER, [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    this.#reaperListens = once(this.#reaper, 'message');
    this.#tell({ graceMs });
    const watch = {
      line: print,
      started: (name, pid) => this.#started(name, pid),
      ended: (...news) => this.#ended(...news),
      refused: (name) => this.#refuse(name),
    };
    this.#processes = specs.map((spec) => new SupervisedProcess(spec, { backoff, watch }));
  }

  #tell(message) {
    if (this.#reaper.connected) this.#reaper.send(message);
  }

  #started(name, pid) {
    this.#tell({ started: pid });
    this.#say(`${name} started as process ${pid}`);
    this.#news(name, 'started');
  }

  #ended(name, pid, how, waitMs) {
    if (pid !== undefined) this.#tell({ ended: pid });
    this.#say(
      `${name} ended with ${how}${waitMs === undefined ? '' : `; starting it again in ${waitMs} ms`}`,
    );
    this.#news(name, 'ended');
  }

  /** Starts everything, once it is sure that nothing can be left behind. */
  async start() {
    await this.#reaperListens;
    if (this.#stopped) return;
    for (const each of this.#processes) each.start();
  }

  /** The process id that a name has at present. */
  pidOf(name) {
    return this.#processes.find(({ spec }) => spec.name === name)?.pid;
  }

  /** Ends one process at once; it is started again after `downMs` at the earliest. */
  kill(name, downMs) {
    this.#processes.find(({ spec }) => spec.name === name).kill(downMs);
  }

  /** Stops everything, rank after rank; calling it again waits for the same stop. */
  stop() {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll() {
    const ranks = [...new Set(this.#processes.map(({ spec }) => spec.stopRank))].sort((a, b) => a - b);
    for (const rank of ranks) {
      const these = this.#processes.filter(({ spec }) => spec.stopRank === rank);
      await Promise.all(these.map((each) => each.stop(this.#graceMs)));
    }
    const gone = once(this.#reaper, 'exit');
    this.#reaper.disconnect();
    await gone;
  }
}
