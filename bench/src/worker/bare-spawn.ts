import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import type { Timing } from './orders.js';
import { epochMs, toldMs } from './telling-time.js';

/** Runs a command as any program of Node would: the same shell, the same pipes, and nothing else. */
export async function bareSpawn(command: string, outputFile: string): Promise<Timing> {
  rmSync(outputFile, { force: true });
  const startMs = epochMs();
  const child = spawn('/bin/sh', ['-c', command], {
    env: { PATH: process.env['PATH'], ORRERY_OUTPUT: outputFile },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout.resume();
  child.stderr.resume();
  await once(child, 'close');
  const toEndMs = epochMs() - startMs;
  const told = readFileSync(outputFile, 'utf8').trim().replace('t=', '');
  return { toExecMs: toldMs(told) - startMs, toEndMs };
}
