import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import type { Timing, WorkerNews, WorkerOrder } from './orders.js';

const program = fileURLToPath(new URL('./worker-process.js', import.meta.url));
const answerWithinMs = 60_000;
const exitWithinMs = 60_000;

/** One more worker of a cluster, alone in a group of its name, that the bench can ask. */
export class BenchWorker {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly directory: string,
  ) {}

  /** @param slots attempts it runs at a time. */
  static async start(cluster: BenchCluster, name: string, slots = 256): Promise<BenchWorker> {
    const directory = await mkdtemp(join(tmpdir(), 'orrery-bench-worker-'));
    const env = {
      ...process.env,
      ORRERY_MODE: 'cluster',
      ORRERY_AMQP_URL: cluster.amqpUrl,
      ORRERY_NAMESPACE: cluster.namespace,
      ORRERY_NODE_ID: name,
      ORRERY_GROUP: name,
      ORRERY_SLOTS: String(slots),
      ORRERY_DATA_DIR: directory,
      ORRERY_DRAIN_MS: '0',
      ORRERY_LOG_LEVEL: 'error',
    };
    cluster.useGroup(name);
    // As the processes of a cluster are started.
    const child = fork(program, { env, execArgv: ['--max-semi-space-size=64'] });
    const worker = new BenchWorker(name, child, directory);
    try {
      await worker.#next('there');
      return worker;
    } catch (error) {
      await worker.stop();
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Runs a command in the worker process, past the worker. */
  async bareSpawn(command: string): Promise<Timing> {
    return await this.#ask({ kind: 'spawn', command, outputFile: join(this.directory, 'bare') }, 'spawned');
  }

  /** The next attempt of a command that tells the time, once its report is on its way. */
  nextAttempt(): Promise<Timing> {
    return this.#next('attempt');
  }

  /** CPU time of the process so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    return (await this.#ask({ kind: 'cpu' }, 'cpu')).cpuMs;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      const kill = setTimeout(() => this.child.kill('SIGKILL'), exitWithinMs);
      this.child.disconnect();
      await exited;
      clearTimeout(kill);
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  async #ask<Kind extends WorkerNews['kind']>(order: WorkerOrder, answer: Kind) {
    const answered = this.#next(answer);
    this.child.send(order);
    return await answered;
  }

  #next<Kind extends WorkerNews['kind']>(kind: Kind): Promise<Extract<WorkerNews, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.child.off('message', hear);
        this.child.off('exit', fail);
      };
      const fail = () => {
        done();
        reject(new Error(`Worker ${this.name} did not tell "${kind}" within ${answerWithinMs} ms.`));
      };
      const hear = (news: WorkerNews) => {
        if (news.kind !== kind) return;
        done();
        resolve(news as Extract<WorkerNews, { kind: Kind }>);
      };
      const timer = setTimeout(fail, answerWithinMs);
      this.child.on('message', hear);
      this.child.on('exit', fail);
    });
  }
}
