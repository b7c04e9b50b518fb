import { newId } from '@orrery/runtime';
import { useContainerEngine } from '@orrery/testing';
import { expect, it, vi } from 'vitest';
import { ContainerEngine } from './container-engine.js';
import { EngineAway, EngineRefusal } from './engine-errors.js';
import { EngineUsage } from './engine-usage.js';

const used = useContainerEngine();
const engine = () => ContainerEngine.at(used.address);
const options = (...command: string[]) => ({
  Image: used.image,
  Cmd: command,
  HostConfig: { NetworkMode: 'none' },
});

it('takes a word that it has heard before as said once', async () => {
  const docker = await engine();
  const name = `orrery-${newId()}`;
  await docker.create(name, options('/bin/sleep', '60'));
  await docker.create(name, options('/bin/sleep', '60'));
  expect(await docker.state(name)).toMatchObject({ hasStarted: false, isRunning: false });
  await docker.start(name);
  const { id, pid } = (await docker.state(name))!;
  await docker.start(name);
  expect(await docker.state(name)).toMatchObject({ id, pid, hasStarted: true, isRunning: true });
  await docker.kill(name, 'SIGKILL');
  await vi.waitUntil(async () => (await docker.state(name))?.isRunning === false, { timeout: 10_000 });
  expect(await docker.state(name)).toMatchObject({ exitCode: 137, hasStarted: true });
  await docker.kill(name, 'SIGTERM');
  await docker.remove(name);
  await docker.remove(name);
  await docker.kill(name, 'SIGTERM');
  expect(await docker.state(name)).toBeUndefined();
});

it('tells what a container takes, and nothing of one that is gone', async () => {
  const docker = await engine();
  const name = `orrery-${newId()}`;
  await docker.create(name, options('/bin/sh', '-c', 'while :; do :; done'));
  await docker.start(name);
  const early = await vi.waitUntil(
    async () => ((await docker.usage(name))?.cpuMs ?? 0) > 0 && docker.usage(name),
    {
      timeout: 30_000,
    },
  );
  await vi.waitUntil(async () => (await docker.usage(name))!.cpuMs! > early.cpuMs!, { timeout: 30_000 });
  expect(early.memoryBytes).toBeGreaterThan(0);
  expect(early.pids).toBeGreaterThanOrEqual(1);
  const seldom = new EngineUsage(docker, name, 600_000);
  expect((await seldom.read())?.cpuMs).toBeGreaterThan(early.cpuMs!);
  expect(seldom.read()).toBeUndefined();
  await docker.remove(name);
  expect(await docker.usage(name)).toBeUndefined();
}, 90_000);

it('tells what it refuses from what it did not hear', async () => {
  const docker = await engine();
  await docker.mustAnswer();
  const none = { ...options('true'), Image: 'localhost/none:1' };
  const refused = docker.create(`orrery-${newId()}`, none);
  await expect(refused).rejects.toBeInstanceOf(EngineRefusal);
  await expect(refused).rejects.toMatchObject({ status: 404 });
  const nobody = await ContainerEngine.at('/no/such/engine.sock');
  await expect(nobody.mustAnswer()).rejects.toBeInstanceOf(EngineAway);
});

it('takes one that does not answer for away, until it does', async () => {
  const docker = await ContainerEngine.at(used.address, 500);
  used.engine.signal('SIGSTOP');
  try {
    await expect(docker.mustAnswer()).rejects.toThrow(new EngineAway('did not answer within 500 ms'));
  } finally {
    used.engine.signal('SIGCONT');
  }
  await vi.waitFor(() => docker.mustAnswer(), { timeout: 10_000 });
});
