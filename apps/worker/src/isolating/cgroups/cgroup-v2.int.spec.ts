import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@orrery/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cgroupPlaces } from './cgroup-mounts.js';
import { CgroupTreeV2 } from './cgroup-v2.js';

const waiting = { timeout: 20_000, interval: 20 };
const noLimits = { cpu: 0, memoryBytes: 0, pids: 0 };
/** One ignores TERM and takes a core, one has left by a double fork. */
const program = `
  (setsid sh -c 'trap "" TERM; while :; do :; done' &)
  trap "" TERM
  while :; do sleep 60; done`;

it('are refused where there is no place for them', () => {
  expect(() => new CgroupTreeV2(join(tmpdir(), newId()), 'orrery-spec')).toThrow('ENOENT');
});

/** The hierarchy is there, with or without controllers, wherever the kernel has it. */
function cgroupsOfTheKernel(): void {
  let mounted: string | undefined;
  let tree: CgroupTreeV2;

  beforeAll(() => {
    let { v2: place } = cgroupPlaces();
    if (place === undefined) {
      mounted = mkdtempSync(join(tmpdir(), 'orrery-cgroup2-'));
      execFileSync('mount', ['-t', 'cgroup2', 'none', mounted]);
      place = mounted;
    }
    tree = new CgroupTreeV2(place, `orrery-spec-${newId()}`);
  });
  afterAll(() => {
    for (const root of tree.roots) rmdirSync(root);
    if (mounted === undefined) return;
    execFileSync('umount', [mounted]);
    rmdirSync(mounted);
  });

  it('hold all that a program starts, count its time, and are killed and removed whole', async () => {
    const cgroup = tree.make('attempt', noLimits);
    const join = cgroup.joinFiles.map((file) => `echo 0 > ${file}; `).join('');
    const child = spawn('/bin/sh', ['-c', join + program], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    try {
      await vi.waitUntil(() => cgroup.pids().length === 3, waiting);
      expect(cgroup.pids()).toContain(child.pid);
      expect(cgroup.pids()).not.toContain(process.pid);
      await vi.waitUntil(() => (cgroup.usage().cpuMs ?? 0) > 50, waiting);
      expect(cgroup.remove()).toBe(false);
    } finally {
      cgroup.kill();
    }
    expect((await ended)[1]).toBe('SIGKILL');
    await vi.waitUntil(() => cgroup.pids().length === 0, waiting);
    expect(cgroup.remove()).toBe(true);
    expect(existsSync(cgroup.listFile)).toBe(false);
  });

  it('limit what the kernel lets them limit', async () => {
    const limits = { cpu: 0.5, memoryBytes: 64_000_000, pids: 5 };
    const cgroup = tree.make('limited', limits);
    try {
      const files = { cpu: 'cpu.max', memory: 'memory.max', pids: 'pids.max' };
      const directory = cgroup.listFile.replace(/cgroup\.procs$/, '');
      for (const [control, file] of Object.entries(files)) {
        expect(existsSync(directory + file)).toBe(tree.controls.has(control as keyof typeof files));
      }
    } finally {
      expect(cgroup.remove()).toBe(true);
    }
  });
}

// Others may make none.
if (process.getuid?.() === 0) describe('cgroups of version 2, as the kernel has them', cgroupsOfTheKernel);
