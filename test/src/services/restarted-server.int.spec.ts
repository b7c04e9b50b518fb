import { createConnection } from 'mysql2/promise';
import { expect, it, vi } from 'vitest';
import { acquireServices } from '@orrery/scripts/services/acquire.mjs';
import { isOpen, processesNaming } from './private-processes.js';

it('holds a private server: kills it, starts it again with its data on its port, and still takes it down', async () => {
  const services = await acquireServices({ programsOnly: true });
  const server = services.mysqlProcess!;
  const ask = async (sql: string) => {
    const connection = await createConnection(services.mysqlUrl);
    await connection.query(sql).finally(() => connection.end());
  };
  await ask('CREATE DATABASE it_stays');
  const before = server.pid;
  await server.end('SIGKILL');
  expect(await isOpen(services.mysqlUrl)).toBe(false);
  await server.startAgain();
  await vi.waitFor(() => ask('CREATE TABLE it_stays.it_works (id INT)'), { timeout: 30_000, interval: 100 });
  expect(server.pid).not.toBe(before);
  await services.stop();
  expect(await isOpen(services.mysqlUrl)).toBe(false);
  const { port } = new URL(services.mysqlUrl);
  await vi.waitFor(() => expect(processesNaming(`--port=${port}`)).toEqual([]), { timeout: 5_000 });
}, 120_000);
