import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'orrery-worker-command-'));
// Users of attempts get there.
chmodSync(directory, 0o711);
const limitMs = 60_000;
/** Nobody is there: a worker waits for it. */
const nobody = ['--amqp-url', 'amqp://guest:guest@127.0.0.1:1'];
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  )) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  rmSync(directory, { recursive: true, force: true });
});

function run(args: readonly string[]) {
  const { PATH = '' } = process.env;
  const env = { PATH, ORRERY_LOG_LEVEL: 'warn', ORRERY_WORK_DIR: join(directory, 'work') };
  const child = spawn(process.execPath, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function ended(args: readonly string[]) {
  const child = run(args);
  const [errors, output, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, errors, output };
}

const worker = (...args: string[]) => [join(repository, 'scripts/worker/main.mjs'), ...args];

describe('npm run worker', { timeout: limitMs }, () => {
  it('lists each flag with its default', async () => {
    const { code, output } = await ended(worker('--help'));
    expect(code).toBe(0);
    expect(output).toMatch(/--health-port +ORRERY_HEALTH_PORT: .*\(default: 3020\)/);
    expect(output).toMatch(/--health-host +ORRERY_HEALTH_HOST: .*\(default: 127\.0\.0\.1\)/);
  });

  it('names the flag and the variable of what is missing', async () => {
    const { code, errors } = await ended(worker());
    expect(code).toBe(78);
    expect(errors).toContain('ORRERY_AMQP_URL (--amqp-url) must be set');
  });

  it('says what to do when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await ended(worker(...nobody, '--health-port', String(port)));
    other.close();
    expect(code).toBe(1);
    expect(errors).toContain(
      `Port ${port} of /healthz and /metrics is used by another program: set ORRERY_HEALTH_PORT (npm run worker: --health-port)`,
    );
    expect(errors).not.toContain('    at ');
  });

  it('says what to do when another worker has its name and its data directory', async () => {
    const same = worker(...nobody, '--health-port', '0', '--node-id', 'twin', '--data-dir', directory);
    run(same);
    await vi.waitUntil(() => existsSync(join(directory, 'worker/twin/pid')), { timeout: limitMs });
    const { code, errors } = await ended(same);
    expect(code).toBe(78);
    for (const words of ['--node-id', '--data-dir', 'is already used']) expect(errors).toContain(words);
  });
});

it(
  'a service that does not say where RabbitMQ is is told so, by no stack of the SDK',
  { timeout: limitMs },
  async () => {
    const module = JSON.stringify(join(repository, 'apps/worker/dist/index.js'));
    const program = `import { startWorker } from ${module};\nawait startWorker({ handlers: [] });`;
    const { code, errors } = await ended(['--input-type=module', '-e', program]);
    expect(code).toBe(1);
    expect(errors).toContain('amqpUrl, or the variable ORRERY_AMQP_URL, must be set');
    expect(errors).not.toContain('read-worker-settings');
  },
);
