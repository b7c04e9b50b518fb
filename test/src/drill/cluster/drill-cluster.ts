import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { migrateAll } from '@orrery/scripts/cluster/migrate.mjs';
import { Supervisor, type ProcessSpec } from '@orrery/scripts/cluster/supervisor.mjs';
import { until } from '../../installation/until.js';
import { lifeOf } from '../leftovers/premises.js';
import { NAMESPACE, specsOf, type ClusterGround } from './cluster-specs.js';
import type { Crew } from '../faults/fault-kinds.js';

const STOP_GRACE_MS = 55_000;
const READY_WITHIN_MS = 60_000;
const ASK_WITHIN_MS = 2_000;
/** A supervisor of production starts a dead process again at once, each time. */
const RESTART = { initialMs: 500, maxMs: 500, stableAfterMs: 1 };

/** The platform under drill: real processes under the supervisor of `npm run cluster`, which starts again what dies. */
export class DrillCluster {
  readonly starts = new Map<string, number>();
  /** All lives of the workers, as `<process id> <start>`. */
  readonly lives = new Set<string>();
  private readonly logs = new Map<string, WriteStream>();
  private readonly supervisor: Supervisor;

  private constructor(
    readonly ground: ClusterGround,
    readonly crew: Crew,
    private readonly specs: readonly ProcessSpec[],
    say: (text: string) => void,
  ) {
    this.supervisor = new Supervisor([...specs], {
      print: (name, text) => this.log(name).write(`${text}\n`),
      say,
      news: (name, what) => {
        if (what === 'started') this.started(name);
      },
      graceMs: STOP_GRACE_MS,
      backoff: RESTART,
    });
  }

  static async start(ground: ClusterGround, say: (text: string) => void): Promise<DrillCluster> {
    mkdirSync(join(ground.directory, 'logs'), { recursive: true });
    const { specs, shared, crew } = await specsOf(ground);
    await migrateAll(shared, () => undefined);
    const cluster = new DrillCluster(ground, crew, specs, say);
    await cluster.supervisor.start();
    await cluster.untilAllReady();
    return cluster;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.ground.apiPort}`;
  }

  /** Of the master's schema, for reading. */
  get databaseUrl(): string {
    return `${this.ground.mysqlUrl.replace(/\/+$/, '')}/${NAMESPACE}_master`;
  }

  /** kill -9; started again after `downMs` at the earliest. */
  kill(name: string, downMs?: number): void {
    this.supervisor.kill(name, downMs);
  }

  signal(name: string, signal: NodeJS.Signals): void {
    const pid = this.supervisor.pidOf(name);
    if (pid !== undefined) process.kill(pid, signal);
  }

  async untilReady(name: string): Promise<void> {
    await until(`${name} to be ready`, () => this.isReady(name), READY_WITHIN_MS);
  }

  async untilAllReady(): Promise<void> {
    await Promise.all(this.specs.map(({ name }) => this.untilReady(name)));
  }

  /** Stopping twice is fine. */
  async stop(): Promise<void> {
    await this.supervisor.stop();
    for (const log of this.logs.values()) log.end();
    this.logs.clear();
  }

  private started(name: string): void {
    this.starts.set(name, (this.starts.get(name) ?? 0) + 1);
    const pid = this.supervisor.pidOf(name);
    if (pid !== undefined && this.crew.workers.includes(name)) this.lives.add(lifeOf(pid));
  }

  private async isReady(name: string): Promise<boolean> {
    const { env } = this.specs.find((spec) => spec.name === name)!;
    const port = env?.['ORRERY_HEALTH_PORT'] ?? env?.['ORRERY_PORT'];
    const asked = fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    return asked.then(
      async (response) => {
        await response.body?.cancel();
        return response.status === 200;
      },
      () => false,
    );
  }

  private log(name: string): WriteStream {
    const known = this.logs.get(name);
    if (known) return known;
    const log = createWriteStream(join(this.ground.directory, 'logs', `${name}.log`));
    this.logs.set(name, log);
    return log;
  }
}
