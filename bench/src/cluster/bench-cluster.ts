import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { workQueue } from '@orrery/contracts';
import { removeNamespace } from '@orrery/testing';
import { Api } from './api.js';

const supervisor = fileURLToPath(new URL('../../../scripts/cluster/main.mjs', import.meta.url));
const readyWithinMs = 60_000;

export interface BenchClusterOptions {
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
  readonly namespace: string;
  readonly masters: number;
  readonly workers: number;
}

/** A cluster of real processes for one bench: started as a user would start it, removed with everything it left. */
export class BenchCluster {
  /** Groups of workers beside `default`, whose queues are removed as well. */
  private readonly groups = new Set<string>();

  private constructor(
    readonly api: Api,
    readonly databaseUrl: string,
    private readonly child: ChildProcess,
    private readonly directory: string,
    private readonly options: BenchClusterOptions,
  ) {}

  static async start(options: BenchClusterOptions): Promise<BenchCluster> {
    const directory = await mkdtemp(join(tmpdir(), 'orrery-bench-'));
    const port = await freePort();
    const password = `bench-${options.namespace}`;
    const counts = ['--masters', `${options.masters}`, '--workers', `${options.workers}`, '--alarms', '0'];
    const child = spawn(
      process.execPath,
      [
        supervisor,
        ...counts,
        '--namespace',
        options.namespace,
        '--port',
        `${port}`,
        '--directory',
        directory,
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          ...process.env,
          ORRERY_MYSQL_URL: options.mysqlUrl,
          ORRERY_AMQP_URL: options.amqpUrl,
          ORRERY_ADMIN_PASSWORD: password,
          ORRERY_LOG_LEVEL: 'warn',
          // Attempts that only wait for the master take no core: many at a time keep the worker busy.
          ORRERY_SLOTS: '256',
        },
      },
    );
    const api = new Api(`http://127.0.0.1:${port}`);
    const cluster = new BenchCluster(
      api,
      `${options.mysqlUrl.replace(/\/+$/, '')}/${options.namespace}_master`,
      child,
      directory,
      options,
    );
    try {
      await api.untilReady(readyWithinMs);
      await api.login('admin', password);
      await api.untilWorkers(options.workers, readyWithinMs);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get namespace(): string {
    return this.options.namespace;
  }

  get amqpUrl(): string {
    return this.options.amqpUrl;
  }

  /** A worker of that group is about to join. */
  useGroup(name: string): void {
    this.groups.add(name);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    await this.#dropSchemas();
    const further = [...this.groups].map((group) => workQueue(group).name);
    await removeNamespace(this.amqpUrl, this.namespace, further);
    await rm(this.directory, { recursive: true, force: true });
  }

  async #dropSchemas(): Promise<void> {
    const connection = await createConnection(this.options.mysqlUrl);
    for (const service of ['master', 'alarm', 'gateway']) {
      await connection.query(`DROP DATABASE IF EXISTS \`${this.options.namespace}_${service}\``);
    }
    await connection.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
