import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { useContainerEngine } from '@orrery/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../installation/until.js';
import { environmentOf } from '../kinds/children.js';
import { findLeftovers } from './find-leftovers.js';
import type { Phase } from './leftover.js';
import { mounts } from './mounts.js';
import {
  homeOf,
  lifeOf,
  markOf,
  ownName,
  temporaryDirectory,
  workDirectory,
  type Premises,
} from './premises.js';

const used = useContainerEngine();
const worker = 'worker-1';

/** Each kind of leftover, really there. */
describe('what is left behind', () => {
  let premises: Premises;
  const undo: (() => unknown)[] = [];
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'orrery-drill-'));
    undo.push(() => rmSync(directory, { recursive: true }));
    const { engine } = used;
    premises = { directory, workers: [worker], lives: new Set([lifeOf(process.pid)]), engine };
  });
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
    for (const phase of ['at rest', 'stopped'] as const) {
      const nothing = async () => (await findLeftovers(premises, phase)).length === 0;
      await until('nothing to be found any more', nothing);
    }
  });

  const found = async (phase: Phase = 'at rest') =>
    (await findLeftovers(premises, phase)).map(({ what, name }) => `${what} ${name}`);

  function start(env: Readonly<Record<string, string>>, cwd = '/'): number {
    const options = { env: { PATH: process.env['PATH'], ...env }, cwd, stdio: 'ignore' } as const;
    const child = spawn('sleep', ['600'], options);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    undo.push(() => child.kill('SIGKILL') && gone);
    return child.pid!;
  }

  function makeDirectory(path: string): string {
    mkdirSync(path, { recursive: true });
    return path;
  }

  it('is nothing as long as nobody leaves anything', async () => {
    makeDirectory(join(workDirectory(premises.directory), ownName(premises.directory, worker)));
    expect(await found()).toEqual([]);
  });

  it('is a process of a task, with what it is', async () => {
    const pid = start({ ...environmentOf(markOf(premises), 'shell-none'), ORRERY_ATTEMPT_ID: 'r.1' });
    expect(await found()).toEqual([
      `process ${pid} (sleep 600 ) DRILL_KIND=shell-none ORRERY_ATTEMPT_ID=r.1`,
    ]);
  });

  it('is a process of the platform when that has stopped, and not before', async () => {
    const pid = start({ ORRERY_NODE_ID: worker, ORRERY_DATA_DIR: join(premises.directory, worker) });
    expect(await found()).toEqual([]);
    expect(await found('stopped')).toEqual([`process ${pid} (sleep 600 ) ORRERY_NODE_ID=worker-1`]);
  });

  it('is a process without a name that stands in a directory of the drill', async () => {
    const pid = start({}, premises.directory);
    expect(await found()).toEqual([`process ${pid} (sleep 600 )`]);
  });

  it('is what a worker keeps ready when that has stopped, and not before', async () => {
    const ready = ['env', '-i', '-C', premises.directory, 'sleep', '600'];
    const env = { PATH: process.env['PATH'], ORRERY_NODE_ID: worker };
    const parent = spawn('sh', ['-c', `${ready.join(' ')} & wait`], { env, stdio: 'ignore', detached: true });
    const gone = new Promise((resolve) => parent.once('exit', resolve));
    undo.push(() => process.kill(-parent.pid!, 'SIGKILL') && gone);
    await until('both to be found', async () => (await found('stopped')).length === 2);
    expect(await found()).toEqual([]);
  });

  it('is a container of a worker, though it does not run', async () => {
    const label = `orrery.home=${homeOf(premises.directory, worker)}`;
    const { engine, image } = used;
    await engine.podman('create', '--name', 'left', '--label', label, image, '/bin/true');
    undo.push(() => engine.podman('rm', '--force', '--time', '0', 'left'));
    expect(await found()).toEqual([expect.stringMatching(/^container left \(\w+\)$/)]);
  });

  it('is what runs in a container, its cgroups and its mounts', async () => {
    const { engine, image } = used;
    const id = await engine.podman('run', '--detach', '--network', 'none', image, '/bin/sleep', '600');
    undo.push(() => engine.podman('rm', '--force', '--time', '0', id));
    const left = await found();
    const whats = new Set(left.map((each) => each.split(' ')[0]));
    expect(whats).toEqual(new Set(['process', 'cgroup', 'mount']));
    expect(left.filter((each) => each.startsWith('cgroup')).every((each) => each.includes(id))).toBe(true);
  });

  it('is a cgroup of an attempt, and that of a worker that has stopped', async () => {
    const { point } = mounts().find(({ type }) => type === 'cgroup' || type === 'cgroup2')!;
    const own = makeDirectory(join(point, ownName(premises.directory, worker)));
    undo.push(() => rmdirSync(own));
    expect(await found()).toEqual([]);
    expect(await found('stopped')).toEqual([`cgroup ${own}`]);
    const ofAttempt = makeDirectory(join(own, 'r.1'));
    undo.push(() => rmdirSync(ofAttempt));
    expect(await found()).toEqual([`cgroup ${ofAttempt}`]);
  });

  it('is a working directory, one that was put aside, and that of a worker that has stopped', async () => {
    const work = workDirectory(premises.directory);
    const own = makeDirectory(join(work, ownName(premises.directory, worker)));
    const aside = makeDirectory(`${own}-left-1`);
    const ofAttempt = makeDirectory(join(own, 'r.1-x'));
    expect(await found()).toEqual([`file ${aside}`, `file ${ofAttempt}`]);
    expect(new Set(await found('stopped'))).toEqual(
      new Set([own, aside, ofAttempt].map((path) => `file ${path}`)),
    );
  });

  it('is what a worker made for a moment, and a file where everybody may write', async () => {
    const home = makeDirectory(homeOf(premises.directory, worker));
    const temporary = makeDirectory(temporaryDirectory(premises.directory));
    const own = [join(home, '.environment-1'), join(home, '.probe-1'), join(temporary, 'x')];
    const paths = [...own, join('/tmp', `${markOf(premises)}.r.1`)];
    for (const path of paths) writeFileSync(path, '');
    undo.push(() => rmSync(paths.at(-1)!));
    expect(await found()).toEqual(paths.map((path) => `file ${path}`));
  });

  it('is a user id that a life of a worker took', async () => {
    const claim = '/run/orrery/uids/999999999.claim';
    makeDirectory(dirname(claim));
    symlinkSync(lifeOf(process.pid), claim);
    undo.push(() => rmSync(claim));
    expect(await found()).toEqual([`user id ${basename(claim)} of worker process ${lifeOf(process.pid)}`]);
  });

  it('is a mount', async () => {
    const point = makeDirectory(join(premises.directory, 'mounted'));
    execFileSync('mount', ['-t', 'tmpfs', 'none', point]);
    undo.push(() => execFileSync('umount', [point]));
    expect(await found()).toEqual([`mount ${point} of /`]);
  });
});
