import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';

const GUARDIAN = fileURLToPath(new URL('./guardian.mjs', import.meta.url));

/** The owner's end of a guardian: starts servers through it and stops them all; see guardian.mjs. */
export class Guard {
  #process = fork(GUARDIAN, [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  #news = new EventEmitter();
  #exited = once(this.#process, 'exit');
  /** How each server that is no longer there ended, by its name. */
  ended = new Map();

  constructor() {
    this.#process.on('message', (message) => {
      if (message.started) this.#news.emit(message.started, message.pid);
      if (message.ended) this.ended.set(message.ended, message.how);
      if (message.ended) this.#news.emit(message.ended, undefined);
    });
    this.#process.unref();
    this.#process.channel?.unref();
  }

  get pid() {
    return this.#process.pid;
  }

  /** What to run and which folders to remove once all servers are down. */
  afterStop({ commands = [], remove = [] }) {
    this.#process.send({ afterStop: { commands, remove } });
  }

  /** Starts a server and gives its process id. */
  async start(server) {
    this.ended.delete(server.name);
    const answer = once(this.#news, server.name);
    this.#process.channel?.ref();
    this.#process.send({ start: server });
    const [pid] = await answer;
    this.#process.channel?.unref();
    if (pid === undefined)
      throw new Error(`${server.command} cannot be started: ${this.ended.get(server.name)}`);
    return pid;
  }

  /** Stops the servers, the last started first, and waits until all of them are gone. */
  async stop() {
    if (this.#process.connected) this.#process.send({ stop: true });
    this.#process.ref();
    await this.#exited;
  }
}
