import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesNaming } from '../services/private-processes.js';
import { ClusterServers, type Lines } from './cluster-servers.js';
import { freePort } from './free-port.js';
import { MailServer } from './mail-server.js';
import { openDirectory } from './open-directory.js';
import { OrreryApi } from './orrery-api.js';
import { OrreryProcess, type Exit, type ProcessPlan } from './orrery-process.js';
import { ADMIN_PASSWORD, clusterPlans, migrationPlans, standalonePlan, type Ground } from './plans.js';
import { until } from './until.js';

export type Mode = 'standalone' | 'cluster';

export interface InstallationOptions {
  readonly mode: Mode;
  /** Cluster only: each process reaches the servers through proxies of its own, which the test can cut. */
  readonly proxied?: boolean;
  /** With `proxied`: both servers are out of reach from the start; nothing is waited for then. */
  readonly serversAway?: boolean;
  /** False: no ORRERY_SMTP_URL. */
  readonly mail?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Cluster only: variables of single workers; a name that is not `worker-1` or `worker-2` is one more. */
  readonly workers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Starts the platform as a user would, from its built programs, and waits until it takes work. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const installation = await Installation.prepare(options);
  try {
    await installation.startAll(options.serversAway !== true);
    return installation;
  } catch (error) {
    await installation.close().catch(() => undefined);
    throw error;
  }
}

/** A whole platform of real processes, with its own folder, names and ports; nothing of it outlives `close`. */
export class Installation {
  /** For the files of the tests' own tasks; removed at the end. */
  readonly filesDir: string;
  readonly origin: string;
  private readonly processes = new Map<string, OrreryProcess>();
  private signedIn: OrreryApi | undefined;

  private constructor(
    readonly mode: Mode,
    private readonly ground: Ground,
    private readonly plans: readonly ProcessPlan[],
    private readonly servers: ClusterServers | undefined,
    private readonly mailServer: MailServer | undefined,
  ) {
    this.filesDir = openDirectory(join(ground.dir, 'files'));
    chmodSync(ground.dir, 0o711);
    this.origin = `http://127.0.0.1:${ground.apiPort}`;
  }

  static async prepare({
    mode,
    proxied,
    serversAway,
    mail = true,
    env = {},
    workers,
  }: InstallationOptions): Promise<Installation> {
    const namespace = `e2e_${randomBytes(5).toString('hex')}`;
    const dir = mkdtempSync(join(tmpdir(), `orrery-${namespace}-`));
    const mailServer = mail ? await MailServer.start() : undefined;
    const apiPort = await freePort();
    const smtp = mailServer && { ORRERY_SMTP_URL: mailServer.url };
    const ground = { namespace, dir, apiPort, env: { ...smtp, ...env } };
    if (mode === 'standalone')
      return new Installation(mode, ground, [standalonePlan(ground)], undefined, mailServer);
    const servers = new ClusterServers();
    const addressesOf = async (name: string) =>
      proxied ? servers.through(name, serversAway === true) : servers.addresses;
    const plans = await clusterPlans(ground, addressesOf, workers);
    return new Installation(mode, ground, plans, servers, mailServer);
  }

  /** The API under the first administrator. */
  get api(): OrreryApi {
    if (!this.signedIn) throw new Error('the installation is not ready');
    return this.signedIn;
  }

  get mail(): MailServer {
    if (!this.mailServer) throw new Error('the installation was started without mail');
    return this.mailServer;
  }

  /** The one that was configured, or that the first start printed because none was. */
  async adminPassword(): Promise<string> {
    if (this.ground.env['ORRERY_ADMIN_PASSWORD'] !== '') return ADMIN_PASSWORD;
    return until('a password to be printed', () => {
      const outputs = [...this.processes.values()].map(({ output }) => output).join('\n');
      return /with the password +(\S+) +\(shown this once\)/.exec(outputs)?.[1];
    });
  }

  get dataDir(): string {
    return join(this.ground.dir, 'data');
  }

  /** The ids under which its workers appear. */
  get workerIds(): string[] {
    return this.plans
      .filter(({ app }) => app === 'worker' || app === 'standalone')
      .map(({ env }) => env['ORRERY_NODE_ID']!);
  }

  process(name: string): OrreryProcess {
    const found = this.processes.get(name);
    if (!found)
      throw new Error(`there is no process ${name}; there are ${[...this.processes.keys()].join(', ')}`);
    return found;
  }

  /** How a worker of this installation is told where everything is: for one more that a test starts itself. */
  get workerEnvironment(): Readonly<Record<string, string>> {
    const { env } = this.plans.find(({ app }) => app === 'worker')!;
    const shared = Object.entries(env).filter(([name]) => name !== 'ORRERY_NODE_ID');
    return { ...Object.fromEntries(shared), ORRERY_DATA_DIR: join(this.ground.dir, 'services') };
  }

  /** Log lines of the levels error and fatal, of all processes. */
  errorLines(): string[] {
    const isError = (line: string) => /^\{"level":(50|60),/.test(line);
    return [...this.processes.values()].flatMap(({ lines }) => lines.filter(isError));
  }

  linesOf(name: string): Lines {
    return this.requireServers().linesOf(name);
  }

  get allLines(): Lines[] {
    return this.requireServers().allLines;
  }

  async startAll(untilReady: boolean): Promise<void> {
    await this.migrate();
    for (const { name } of this.plans) this.start(name);
    if (untilReady) await this.untilReady();
  }

  /** Starts a process that is not running, under the id and with the data that it had. */
  start(name: string): OrreryProcess {
    const plan = this.plans.find((each) => each.name === name);
    if (!plan) throw new Error(`there is no ${name} in this installation`);
    if (this.processes.get(name)?.isRunning) throw new Error(`${name} is running`);
    const started = new OrreryProcess(plan);
    this.processes.set(name, started);
    return started;
  }

  /** Ends a process at once, as the kernel or an operator would. */
  async kill(name: string): Promise<void> {
    this.process(name).signal('SIGKILL');
    await this.process(name).exit();
  }

  /** Asks a process to stop and tells how it ended. */
  async stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.process(name).signal(signal);
    return this.process(name).exit();
  }

  /** Every process is ready, the administrator is signed in and the workers are known. */
  async untilReady(): Promise<void> {
    await Promise.all([...this.processes.values()].map((each) => each.untilReady()));
    this.signedIn = await OrreryApi.login(this.origin, 'admin', await this.adminPassword());
    await until(
      'the workers to register',
      async () => (await this.api.workers()).length === this.workerIds.length,
    );
  }

  /** Stops and removes everything. @throws when a process did not stop well, or one of it is left */
  async close(): Promise<void> {
    const running = [...this.processes.values()].filter((each) => each.isRunning);
    const exits = await Promise.all(
      running.map(async (each) => ({ each, exit: await this.stop(each.plan.name) })),
    );
    const left = await this.leftOver();
    await this.mailServer?.stop();
    await this.servers?.closeLines();
    await this.servers?.remove(this.ground.namespace);
    rmSync(this.ground.dir, { recursive: true, force: true });
    const unwell = exits.filter(({ exit }) => exit.code !== 0);
    if (unwell.length > 0) {
      const told = unwell.map(
        ({ each, exit }) => `${each.plan.name} ${JSON.stringify(exit)}:\n${each.lines.slice(-20).join('\n')}`,
      );
      throw new Error(`stopped badly: ${told.join('\n')}`);
    }
    if (left.length > 0) throw new Error(`processes were left over and killed: ${left.join(', ')}`);
  }

  private async migrate(): Promise<void> {
    if (!this.servers) return;
    const migrations = migrationPlans(this.ground, this.servers.addresses).map(
      (plan) => new OrreryProcess(plan),
    );
    for (const migration of migrations) {
      const { code } = await migration.exit();
      if (code !== 0) throw new Error(`${migration.plan.name} ended with ${code}:\n${migration.output}`);
    }
  }

  /** Processes that name this installation in their environment once it has stopped; killed, so that none is left for good. */
  private async leftOver(): Promise<string[]> {
    const isGone = () => processesNaming(this.ground.namespace).length === 0;
    await until('all processes to be gone', isGone, 2_000).catch(() => undefined);
    const left = processesNaming(this.ground.namespace);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    return left.map(String);
  }

  private requireServers(): ClusterServers {
    if (!this.servers) throw new Error('only a cluster has servers');
    return this.servers;
  }
}
