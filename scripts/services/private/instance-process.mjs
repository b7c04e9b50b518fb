import { signalGroup } from '../../processes/identity.mjs';
import { poll } from '../../processes/wait.mjs';

/** A hold on the process of a private server: to kill it, to stop it for a while, and to start the same again. */
export class InstanceProcess {
  #start;
  #hasEnded;

  constructor(pid, { start, hasEnded }) {
    this.pid = pid;
    this.#start = start;
    this.#hasEnded = hasEnded;
  }

  /** Reaches all processes of the server. */
  signal(name) {
    signalGroup(this.pid, name);
  }

  /** Ends it by this signal and waits until it is gone; KILL follows when the time is over. */
  async end(name, withinMs = 20_000) {
    this.signal(name);
    if (await poll(this.#hasEnded, { timeoutMs: withinMs, everyMs: 20 })) return;
    this.signal('SIGKILL');
    await poll(this.#hasEnded, { timeoutMs: withinMs, everyMs: 20 });
  }

  /** The same program on the same port with the same data; it may not be ready yet. */
  async startAgain() {
    this.pid = await this.#start();
  }
}
