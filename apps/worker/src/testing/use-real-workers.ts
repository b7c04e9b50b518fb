import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UsedBroker } from '@orrery/testing';
import { afterAll } from 'vitest';
import type { TrialMaster } from './trial-master.js';
import { vi } from 'vitest';

/** A process runs built code: `npm test` builds first. */
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** An ordinary user of this machine: one that nobody else is. */
const ordinary = 54_321;

/** Whose worker it is. */
export type WorkerUser = 'root' | 'ordinary';

/** A worker in a process of its own. */
export interface RealWorker {
  readonly id: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** What of it no task may ever see. */
export const workersSecret = 'nobody-may-see-this';

/** An open file with that, which workers are given at their start. */
export const givenFile = 40;

/** Those whose workers can be tried: root can be everybody, anybody else is ordinary. */
export const workerUsers: readonly WorkerUser[] =
  process.getuid?.() === 0 ? ['root', 'ordinary'] : ['ordinary'];

/** Starts workers as processes of their own, for the tests of one file, and ends them with their files after them. */
export function useRealWorkers(used: UsedBroker) {
  const started: { readonly child: ChildProcess; readonly dataDir: string }[] = [];
  afterAll(async () => {
    for (const { child } of started) await end(child, 'SIGTERM');
    for (const { dataDir } of started) await rm(dataDir, { recursive: true, force: true });
  });
  return {
    /** @param again the worker whose next life it is. */
    start: async (
      master: TrialMaster,
      user: WorkerUser,
      again?: RealWorker,
      settings: NodeJS.ProcessEnv = {},
    ): Promise<RealWorker> => {
      const id = again?.id ?? settings['ORRERY_NODE_ID'] ?? `w-${user}`;
      const dataDir = again?.dataDir ?? (await mkdtemp(join(tmpdir(), 'orrery-real-')));
      const isOther = user === 'ordinary' && process.getuid?.() === 0;
      if (isOther) chownSync(dataDir, ordinary, ordinary);
      const become = [
        'setpriv',
        '--reuid',
        String(ordinary),
        '--regid',
        String(ordinary),
        '--clear-groups',
        '--',
      ];
      const [file, ...args] = [...(isOther ? become : []), process.execPath, program];
      const env = { ...process.env, ...settingsOf(used, id, dataDir), ...settings };
      const before = master.heartbeats.length;
      const secret = join(dataDir, 'given');
      writeFileSync(secret, workersSecret, { mode: 0o600 });
      const given = openSync(secret, 'r');
      const none = Array.from({ length: givenFile - 3 }, () => 'ignore' as const);
      const stdio = ['ignore', 'inherit', 'inherit', ...none, given] as const;
      const child = spawn(file, args, { env, cwd: tmpdir(), stdio: [...stdio] });
      closeSync(given);
      started.push({ child, dataDir });
      const isThere = () => master.heartbeats.slice(before).some(({ workerId }) => workerId === id);
      await vi.waitUntil(isThere, { timeout: 20_000, interval: 20 });
      return { id, pid: child.pid!, dataDir, kill: () => end(child, 'SIGKILL') };
    },
  };
}

function settingsOf(used: UsedBroker, id: string, dataDir: string): NodeJS.ProcessEnv {
  return {
    ORRERY_MODE: 'cluster',
    ORRERY_NODE_ID: id,
    ORRERY_GROUP: id,
    ORRERY_DATA_DIR: dataDir,
    ORRERY_AMQP_URL: used.url,
    ORRERY_NAMESPACE: used.namespace,
    ORRERY_HEALTH_PORT: '0',
    ORRERY_DRAIN_MS: '0',
    ORRERY_WELCOME_MS: '0',
    ORRERY_LOG_LEVEL: 'warn',
    SOME_SECRET: workersSecret,
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
