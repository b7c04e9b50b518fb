import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { createConnection } from 'mysql2/promise';
import { expect, it, vi } from 'vitest';
import { acquireServices } from '@orrery/scripts/services/acquire.mjs';
import { isOpen, processesNaming } from './private-processes.js';

/** The folder of a private server, as its process has it for home. */
function homeOf(pid: number | undefined): string {
  const environ = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return environ.find((line) => line.startsWith('HOME='))!.slice('HOME='.length);
}

async function useBoth(mysqlUrl: string, amqpUrl: string): Promise<void> {
  const database = await createConnection(mysqlUrl);
  await database.query('CREATE DATABASE it_works');
  await database.end();
  const broker = await connect(amqpUrl);
  const channel = await broker.createChannel();
  await channel.assertQueue('it.works', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await broker.close();
}

it('starts private servers that work, and leaves no port, process or folder behind', async () => {
  const services = await acquireServices({ privateOnly: true });
  const homes = [homeOf(services.mysqlPid), homeOf(services.amqpPid)];
  expect(services.startedHere).toBe(true);
  await useBoth(services.mysqlUrl, services.amqpUrl);
  expect(homes.map((home) => processesNaming(home).length > 0)).toEqual([true, true]);
  await services.stop();
  expect([await isOpen(services.mysqlUrl), await isOpen(services.amqpUrl)]).toEqual([false, false]);
  await vi.waitFor(() => expect(homes.flatMap(processesNaming)).toEqual([]), { timeout: 5_000 });
}, 120_000);

it('takes them down when their owner is killed with -9', async () => {
  const owner = fork(fileURLToPath(new URL('./service-owner.mjs', import.meta.url)));
  const [services] = (await once(owner, 'message')) as [
    { mysqlUrl: string; amqpUrl: string; pids: number[] },
  ];
  const homes = services.pids.map(homeOf);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(homes.flatMap(processesNaming)).toEqual([]), {
    timeout: 30_000,
    interval: 200,
  });
  expect([await isOpen(services.mysqlUrl), await isOpen(services.amqpUrl)]).toEqual([false, false]);
}, 120_000);
