import { startEngine, type PrivateEngine } from '@orrery/scripts/containers/engine.mjs';
import { bubblewrap } from '@orrery/scripts/sandbox/bubblewrap.mjs';
import { createConnection } from 'mysql2/promise';
import { SlowServer } from './slow-server.js';

/** Of the database: it may log in, and read what everybody may. */
const READER = 'drill_reader';

export interface KindServersOptions {
  readonly mysqlUrl: string;
  /** Directory of the effects. */
  readonly sink: string;
  /** Goes on without what cannot be had; otherwise that is an error. */
  readonly mayLackSome: boolean;
  readonly say: (text: string) => void;
}

/** What the tasks of some kinds need besides the platform: a container engine, a sandbox, an HTTP server, a database. */
export class KindServers {
  private constructor(
    readonly engine: PrivateEngine | undefined,
    readonly slow: SlowServer,
    readonly database: { readonly host: string; readonly port: number; readonly user: string },
  ) {}

  static async start({ mysqlUrl, sink, mayLackSome, say }: KindServersOptions): Promise<KindServers> {
    const orNothing = <T>(starting: Promise<T>) =>
      mayLackSome
        ? starting.catch((error: Error) => void say(`going on without: ${error.message}`))
        : starting;
    const database = await addReader(mysqlUrl);
    await orNothing(bubblewrap({ say }));
    const engine = await orNothing(startRootsEngine(say));
    return new KindServers(engine ?? undefined, await SlowServer.start(sink), database);
  }

  async stop(): Promise<void> {
    await this.slow.stop();
    await this.engine?.stop();
  }
}

/** Containers of another user could not write their working directories. */
async function startRootsEngine(say: (text: string) => void): Promise<PrivateEngine> {
  if (process.getuid?.() !== 0) throw new Error('Tasks in containers need a drill that runs as root.');
  return startEngine({ say });
}

async function addReader(mysqlUrl: string) {
  const connection = await createConnection(mysqlUrl);
  await connection.query(`CREATE USER IF NOT EXISTS '${READER}'@'%'`);
  await connection.end();
  const { hostname, port } = new URL(mysqlUrl);
  return { host: hostname, port: Number(port || 3306), user: READER };
}
