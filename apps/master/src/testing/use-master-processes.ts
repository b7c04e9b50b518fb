import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Database } from '@orrery/persistence';
import { createLogger } from '@orrery/runtime';
import { useBroker, type UsedBroker } from '@orrery/testing';
import { afterAll, afterEach, vi } from 'vitest';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';

/** A process runs built code: `npm test` builds first. */
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const starting = { timeout: 90_000, interval: 100 };
const selectAlive =
  'SELECT id FROM master WHERE stopped_at IS NULL AND last_seen_at > UTC_TIMESTAMP(3) - INTERVAL 3 SECOND';
const server = process.env['ORRERY_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';

/** Masters as processes of their own, which a test may kill or let stand still. */
export interface UsedMasterProcesses {
  readonly rabbit: UsedBroker;
  /** Their schema; it is there once the first of them has started. */
  readonly database: Database;
  start(nodeId: string, env?: Readonly<Record<string, string>>): ChildProcess;
  /** Resolves when so many of them stand in the registry and beat. */
  areUp(count: number): Promise<void>;
}

/** To be called at the top of a file. Processes are killed after each test. */
export function useMasterProcesses(): UsedMasterProcesses {
  const rabbit = useBroker();
  const { namespace, url } = rabbit;
  const database = new Database({
    url: `${server.replace(/\/$/, '')}/${namespace}_master`,
    name: 'test',
    entities: masterEntities,
    migrations: masterMigrations,
    logger: createLogger('test', 'silent'),
  });
  const children = new Set<ChildProcess>();
  afterEach(() => Promise.all([...children].map(end)));
  afterAll(async () => {
    await Promise.all([...children].map(end));
    await database.run((session) => session.execute(`DROP DATABASE \`${namespace}_master\``));
    await database.close();
  });

  return {
    rabbit,
    database,
    start(nodeId, env = {}) {
      const own = {
        ORRERY_NODE_ID: nodeId,
        ORRERY_NAMESPACE: namespace,
        ORRERY_AMQP_URL: url,
        ORRERY_MYSQL_URL: server,
        ORRERY_HEALTH_PORT: '0',
        ORRERY_LOG_LEVEL: 'error',
      };
      const child = spawn(process.execPath, [program], {
        env: { PATH: process.env['PATH'], ...own, ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.add(child);
      child.once('exit', () => children.delete(child));
      return child;
    },
    async areUp(count) {
      await database.open();
      await vi.waitFor(async () => {
        const alive = await database.run((session) => session.select(selectAlive));
        if (alive.length !== count) throw new Error(`${alive.length} of ${count} masters are up`);
      }, starting);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
