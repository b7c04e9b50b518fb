import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStandalone } from './start-standalone.js';

let dataDir: string;
let holder: ChildProcess;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'orrery-standalone-'));
  const runtime = new URL('../../../libs/runtime/dist/lifecycle/process-lock.js', import.meta.url);
  const program = `
    import { ProcessLock } from ${JSON.stringify(runtime.href)};
    new ProcessLock(${JSON.stringify(dataDir)}, String).take();
    console.log('held');
    setInterval(() => {}, 1000);`;
  holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout!, 'data');
});
afterEach(() => {
  holder.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

it('leaves a data directory alone that a living process uses, and says whose it is', async () => {
  const env = { ORRERY_DATA_DIR: dataDir, ORRERY_MODE: 'standalone', ORRERY_PORT: '0' };
  await expect(startStandalone(env, () => undefined)).rejects.toThrow(
    `ORRERY_DATA_DIR ${dataDir} is used by the process with id ${holder.pid}`,
  );
  expect(readdirSync(dataDir)).toEqual(['pid']);
});
