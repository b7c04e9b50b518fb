import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@orrery/runtime';
import { useBroker, type UsedBroker } from '@orrery/testing';
import { afterAll, describe, it, vi } from 'vitest';
import { TrialMaster } from '../testing/trial-master.js';

/** As it is built, and as `npm run worker` starts it. */
const service = new URL('../../dist/index.js', import.meta.url).href;
const program = fileURLToPath(new URL('../../../../scripts/worker/main.mjs', import.meta.url));
const { startWorker } = (await import(service)) as typeof import('../index.js');

const limitMs = 40_000;

interface Heard {
  /** What it logs, a line of JSON each. */
  readonly lines: readonly string[];
  stop(): Promise<unknown>;
}

interface Logged {
  readonly level: number;
  readonly msg: string;
}

async function embedded({ url, namespace }: UsedBroker, dataDir: string): Promise<Heard> {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger('service', 'info', { format: 'json', destination });
  const worker = await startWorker({
    amqpUrl: url,
    namespace,
    dataDir,
    logger,
    logLevel: 'warn',
    drainMs: 0,
  });
  return { lines, stop: () => worker.stop() };
}

async function byHand({ url, namespace }: UsedBroker, dataDir: string): Promise<Heard> {
  const env = { ...process.env, ORRERY_DATA_DIR: dataDir, ORRERY_LOG_FORMAT: 'json', ORRERY_DRAIN_MS: '0' };
  const flags = ['--amqp-url', url, '--namespace', namespace, '--health-port', '0'];
  const child = spawn(process.execPath, [program, ...flags], {
    env,
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const exited = once(child, 'exit');
  return {
    lines,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

describe.concurrent.each([
  ['in a service', embedded],
  ['started by hand', byHand],
])('a worker %s, in a namespace without a master', (_, start) => {
  const used = useBroker();
  let heard: Heard | undefined;
  let dataDir: string | undefined;
  afterAll(async () => {
    await heard?.stop();
    if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
  });
  const said = (pattern: RegExp) =>
    heard!.lines
      .map((line) => JSON.parse(line) as Logged)
      .filter(({ msg }) => pattern.test(msg))
      .map(({ level, msg }) => ({ level, msg }));

  it(
    'warns of it once, names the setting, and says when one answers',
    async ({ expect }) => {
      dataDir = await mkdtemp(join(tmpdir(), 'orrery-alone-'));
      heard = await start(used, dataDir);
      const { namespace } = used;
      await vi.waitUntil(() => said(/no master/).length > 0, { timeout: limitMs, interval: 50 });
      const warning = `no master has answered in the namespace "${namespace}" for 10 s: does ORRERY_NAMESPACE (--namespace) name that of the cluster?`;
      expect(said(/no master/)).toEqual([{ level: 40, msg: warning }]);
      expect(said(/a master answers/)).toEqual([]);
      await new TrialMaster({ broker: used.broker }).start();
      await vi.waitUntil(() => said(/a master answers/).length > 0, { timeout: limitMs, interval: 50 });
      expect(said(/a master answers|no master/).map(({ msg }) => msg)).toEqual([
        warning,
        `a master answers in the namespace "${namespace}"`,
      ]);
    },
    2 * limitMs + 10_000,
  );
});
