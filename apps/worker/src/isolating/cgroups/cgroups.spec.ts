import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cgroupPlaces } from './cgroup-mounts.js';
import { CgroupTreeV1 } from './cgroup-v1.js';
import { CgroupTreeV2 } from './cgroup-v2.js';
import { cgroupsAt } from './this-machines-cgroups.js';

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'orrery-cgroups-'))));
afterEach(() => rmSync(root, { recursive: true }));

const textOf = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
function put(directory: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, directory, name), text);
}

describe('where a process stands', () => {
  it('is told by its hierarchies of version 1 and the mounts of them', () => {
    const { v1, v2 } = cgroupPlaces(
      '4:memory:/some/where\n3:cpu,cpuacct:/\n1:name=systemd:/x\n0::/unified/x\n',
      [
        '30 24 0:26 / /sys/fs/cgroup/memory rw,nosuid - cgroup cgroup rw,memory',
        '31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
        '32 24 0:28 / /sys/fs/cgroup/unified rw,nosuid shared:4 - cgroup2 cgroup2 rw',
      ].join('\n'),
    );
    expect(Object.fromEntries(v1)).toMatchObject({
      memory: '/sys/fs/cgroup/memory/some/where',
      cpu: '/sys/fs/cgroup/cpu,cpuacct',
      cpuacct: '/sys/fs/cgroup/cpu,cpuacct',
    });
    expect(v2).toBe('/sys/fs/cgroup/unified/unified/x');
  });

  it('is told by the part of the hierarchy that a container sees', () => {
    const mount = '33 24 0:29 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw';
    expect(cgroupPlaces('0::/docker/abc/inner\n', mount).v2).toBe('/sys/fs/cgroup/inner');
    expect(cgroupPlaces('0::/\n', mount).v2).toBe('/sys/fs/cgroup');
  });

  it('decides which version is used: the one that has the controllers', () => {
    for (const name of ['memory', 'unified']) mkdirSync(join(root, name));
    const places = { v1: new Map([['memory', join(root, 'memory')]]), v2: join(root, 'unified') };
    const isV1 = cgroupsAt(places, 'orrery-w');
    expect(isV1.kind === 'found' && isV1.tree).toBeInstanceOf(CgroupTreeV1);
    const isV2 = cgroupsAt({ ...places, v1: new Map() }, 'orrery-w');
    expect(isV2.kind === 'found' && isV2.tree).toBeInstanceOf(CgroupTreeV2);
    expect(cgroupsAt({ v1: new Map(), v2: undefined }, 'orrery-w').kind).toBe('none');
  });
});

describe('cgroups of version 2', () => {
  const given = (controllers: string) => {
    put('.', { 'cgroup.controllers': controllers });
    return new CgroupTreeV2(root, 'orrery-w');
  };

  it('have what the parent hands down, and limit by it', () => {
    const tree = given('cpuset cpu io memory pids\n');
    expect([...tree.controls]).toEqual(['cpu', 'memory', 'pids']);
    expect(textOf('cgroup.subtree_control')).toBe('+pids');
    const cgroup = tree.make('run.1', { cpu: 0.5, memoryBytes: 64_000_000, pids: 30 });
    const files = ['cpu.max', 'memory.max', 'memory.swap.max', 'memory.oom.group', 'pids.max'];
    expect(files.map((name) => textOf('orrery-w', 'run.1', name))).toEqual([
      '50000 100000',
      '64000000',
      '0',
      '1',
      '30',
    ]);
    expect(cgroup.joinFiles).toEqual([join(root, 'orrery-w', 'run.1', 'cgroup.procs')]);
  });

  it('limit nothing that was not handed down', () => {
    const tree = given('memory\n');
    expect([...tree.controls]).toEqual(['memory']);
    tree.make('run.1', { cpu: 1, memoryBytes: 0, pids: 5 });
    for (const name of ['cpu.max', 'memory.max', 'pids.max']) {
      expect(existsSync(join(root, 'orrery-w', 'run.1', name)), name).toBe(false);
    }
  });

  it('tell what was used, who is in them, and who was killed for want of memory', () => {
    const cgroup = given('memory pids\n').make('run.1', { cpu: 0, memoryBytes: 1, pids: 1 });
    const at = 'orrery-w/run.1';
    put(at, {
      'cpu.stat': 'usage_usec 2500400\nuser_usec 1\n',
      'memory.peak': '123456\n',
      'pids.peak': '7\n',
      'memory.current': '120000\n',
      'pids.current': '3\n',
      'io.stat': '8:0 rbytes=4096 wbytes=100 rios=1\n8:16 rbytes=4 wbytes=0\n',
      'memory.events': 'low 0\nmax 4\noom 1\noom_kill 2\noom_group_kill 1\n',
      'cgroup.procs': '11\n12\n',
    });
    mkdirSync(join(root, at, 'below'));
    put(`${at}/below`, { 'cgroup.procs': '13\n' });
    expect(cgroup.usage()).toEqual({
      cpuMs: 2_500,
      maxMemoryBytes: 123_456,
      maxPids: 7,
      readBytes: 4_100,
      writtenBytes: 100,
    });
    expect(cgroup.reading()).toEqual({
      ...{ cpuMs: 2_500, memoryBytes: 120_000, pids: 3, readBytes: 4_100, writtenBytes: 100 },
    });
    expect(cgroup.outOfMemoryKills()).toBe(2);
    expect(cgroup.pids()).toEqual([11, 12, 13]);
  });

  it('are killed as one', () => {
    const cgroup = given('pids\n').make('run.1', { cpu: 0, memoryBytes: 0, pids: 1 });
    cgroup.kill();
    expect(textOf('orrery-w', 'run.1', 'cgroup.kill')).toBe('1');
  });

  it('are made where the worker was started, also when it has moved aside there', () => {
    put('.', { 'cgroup.controllers': 'pids\n' });
    mkdirSync(join(root, 'orrery-worker'));
    expect(new CgroupTreeV2(join(root, 'orrery-worker'), 'orrery-w').roots).toEqual([join(root, 'orrery-w')]);
  });
});

describe('cgroups of version 1', () => {
  it('stand in every hierarchy that is of use, and limit and tell by it', () => {
    const names = ['memory', 'pids', 'cpu', 'freezer', 'cpuset'];
    for (const name of names) mkdirSync(join(root, name));
    const tree = new CgroupTreeV1(new Map(names.map((name) => [name, join(root, name)])), 'orrery-w');
    expect(tree.controls).toEqual(new Set(['cpu', 'memory', 'pids']));
    const cgroup = tree.make('run.1', { cpu: 1.5, memoryBytes: 1_000, pids: 9 });
    const value = (name: string) => textOf(name.split('.')[0]!, 'orrery-w', 'run.1', name);
    expect(['memory.limit_in_bytes', 'pids.max', 'cpu.cfs_quota_us'].map(value)).toEqual([
      '1000',
      '9',
      '150000',
    ]);
    expect(cgroup.joinFiles.every((file) => file.endsWith('/orrery-w/run.1/tasks'))).toBe(true);
    expect(cgroup.joinFiles).toHaveLength(4);
    put('memory/orrery-w/run.1', {
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
      'memory.max_usage_in_bytes': '999\n',
    });
    expect([cgroup.outOfMemoryKills(), cgroup.usage().maxMemoryBytes]).toEqual([1, 999]);
    put('memory/orrery-w/run.1', { 'memory.usage_in_bytes': '500\n' });
    put('pids/orrery-w/run.1', { 'pids.current': '4\n' });
    expect(cgroup.reading()).toMatchObject({ memoryBytes: 500, pids: 4 });
    cgroup.kill();
    expect(textOf('freezer', 'orrery-w', 'run.1', 'freezer.state')).toBe('THAWED');
  });

  it('are none where the worker may not make them', () => {
    const tree = new CgroupTreeV1(new Map([['pids', '/proc/no/such']]), 'orrery-w');
    expect([tree.roots, [...tree.controls]]).toEqual([[], []]);
  });
});
