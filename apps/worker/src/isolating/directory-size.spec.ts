import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { directorySize } from './directory-size.js';
import { DiskWatch } from './disk-watch.js';
import { removeTree } from './remove-tree.js';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'orrery-size-'))));
afterEach(() => removeTree(directory));

const file = (name: string, bytes: number) => writeFileSync(join(directory, name), 'x'.repeat(bytes));

it('counts files below, each once, and follows no link', async () => {
  file('a', 100_000);
  mkdirSync(join(directory, 'below'));
  linkSync(join(directory, 'a'), join(directory, 'below', 'again'));
  symlinkSync('/usr', join(directory, 'usr'));
  const size = await directorySize(directory, Infinity);
  expect(size).toBeGreaterThanOrEqual(100_000);
  expect(size).toBeLessThan(150_000);
});

it('counts empty files, too', async () => {
  for (let n = 0; n < 100; n += 1) file(`f${n}`, 0);
  expect(await directorySize(directory, Infinity)).toBe(100 * 512);
});

if (process.platform === 'linux') {
  it('counts what has names that are no text', async () => {
    const name = Buffer.concat([Buffer.from(directory), Buffer.from([0x2f, 0xff])]);
    mkdirSync(name);
    writeFileSync(Buffer.concat([name, Buffer.from([0x2f, 0xfe])]), 'x'.repeat(100_000));
    expect(await directorySize(directory, Infinity)).toBeGreaterThanOrEqual(100_000);
  });
}

it('counts what lies too deep to be reached as more than anybody may have', async () => {
  const deep = `i=0; while [ $i -lt 25 ]; do mkdir ${'d'.repeat(200)} && cd ${'d'.repeat(200)}; i=$((i+1)); done`;
  execFileSync('/bin/sh', ['-c', deep], { cwd: directory });
  expect(await directorySize(directory, Infinity)).toBe(Infinity);
  await removeTree(directory);
});

it('is removed whole, however many entries it has', async () => {
  mkdirSync(join(directory, 'many', 'below'), { recursive: true });
  for (let n = 0; n < 1_500; n += 1) file(`many/below/f${n}`, 0);
  await removeTree(join(directory, 'many'));
  expect(existsSync(join(directory, 'many'))).toBe(false);
});

it('is watched: it is told once that there is more than there may be', async () => {
  const onOver = vi.fn();
  const watch = new DiskWatch(directory, 50_000, onOver);
  watch.start();
  expect(await watch.isFull()).toBe(false);
  file('a', 60_000);
  expect(await watch.isFull()).toBe(true);
  await vi.waitUntil(() => onOver.mock.calls.length > 0, { timeout: 8_000 });
  watch.stop();
  expect(onOver).toHaveBeenCalledOnce();
});
