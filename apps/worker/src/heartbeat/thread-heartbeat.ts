import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { jittered, type Logger } from '@orrery/runtime';
import { HeartbeatSource } from './heartbeat-source.js';
import type { HeartbeatThreadData, ToHeartbeatThread } from './thread-messages.js';

const RESTART_MS = 1_000;
const STOP_LIMIT_MS = 5_000;

/** Heartbeats from a thread of their own (see heartbeat-thread.ts); a thread that dies is started again. */
export class ThreadHeartbeat extends HeartbeatSource {
  private thread: Worker | undefined;
  private stopping = false;

  constructor(
    private readonly data: HeartbeatThreadData,
    private readonly logger: Logger,
    private readonly program = new URL('./heartbeat-thread.js', import.meta.url),
  ) {
    super();
  }

  async start(): Promise<void> {
    this.startThread();
    await once(this.thread!, 'online');
  }

  answer(): void {
    this.thread?.postMessage('answer' satisfies ToHeartbeatThread);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { thread } = this;
    if (thread === undefined) return;
    this.thread = undefined;
    const exited = once(thread, 'exit');
    thread.postMessage('stop' satisfies ToHeartbeatThread);
    await Promise.race([exited, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    await thread.terminate();
  }

  private startThread(): void {
    // Without the flags of this process: the thread is built code, even where this process resolves packages to sources.
    const thread = new Worker(this.program, { workerData: this.data, execArgv: [] });
    thread.on('error', (error) => this.logger.error({ err: error }, 'the heartbeat thread failed'));
    thread.on('exit', () => void this.restart());
    this.thread = thread;
  }

  private async restart(): Promise<void> {
    if (this.stopping) return;
    await sleep(jittered(RESTART_MS));
    if (!this.stopping) this.startThread();
  }
}
