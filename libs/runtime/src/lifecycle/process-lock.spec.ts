import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config/config-error.js';
import { ProcessLock } from './process-lock.js';

let directory: string;
const lockOf = (where: string) => new ProcessLock(where, (pid, path) => `process ${pid} has ${path}`);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orrery-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('ProcessLock', () => {
  it('is refused while another process that holds it lives, and free when that has died', async () => {
    const program = `
      const { writeFileSync, readFileSync } = require('node:fs');
      const stat = readFileSync('/proc/self/stat', 'utf8');
      const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      writeFileSync(process.argv[1], JSON.stringify({ pid: process.pid, start }));
      console.log('held');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', program, join(directory, 'pid')]);
    await once(holder.stdout, 'data');
    const lock = lockOf(directory);
    expect(() => lock.take()).toThrow(ConfigError);
    expect(() => lock.take()).toThrow(`process ${holder.pid} has`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lock.take();
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is free when its process id now belongs to another process, or the file is torn', () => {
    writeFileSync(join(directory, 'pid'), JSON.stringify({ pid: process.ppid, start: '1' }));
    lockOf(directory).take();
    writeFileSync(join(directory, 'pid'), '{"pid":');
    lockOf(directory).take();
  });
});
