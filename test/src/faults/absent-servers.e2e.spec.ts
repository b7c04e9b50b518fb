import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../installation/api-client.js';
import { startInstallation, type Installation } from '../installation/installation.js';

const names = ['master-1', 'master-2', 'worker-1', 'worker-2', 'alarm', 'gateway'];
const withDatabase = names.filter((name) => !name.startsWith('worker'));
const databaseIsAway = /database \w+ is not reachable .*trying again in/;
const brokerIsAway = /not connected to the broker; waiting/;

describe('a cluster whose servers are absent at its start', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await startInstallation({ mode: 'cluster', proxied: true, serversAway: true });
  });
  afterAll(() => installation?.close());

  const readiness = async () =>
    Promise.all(names.map(async (name) => [name, (await installation.process(name).health())?.status]));
  const nobody = names.map((name) => [name, 503]);

  it('waits, says so, and is alive but not ready', async () => {
    await Promise.all(names.map((name) => installation.process(name).untilListening()));
    expect(await readiness()).toEqual(nobody);
    for (const name of names) {
      const process = installation.process(name);
      expect((await process.health('/healthz'))?.status, name).toBe(200);
      await process.untilSays(withDatabase.includes(name) ? databaseIsAway : brokerIsAway);
    }
    const answer = await new ApiClient(installation.origin).ask('GET', '/tasks');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is not ready with the database alone', async () => {
    for (const name of names) installation.linesOf(name).mysql.restore();
    for (const name of withDatabase) await installation.process(name).untilSays(brokerIsAway);
    expect(await readiness()).toEqual(nobody);
  });

  it('becomes ready by itself and takes work', async () => {
    for (const name of names) installation.linesOf(name).amqp.restore();
    await installation.untilReady();
    const { api } = installation;
    const { id } = await api.trigger((await api.shell('echo here we are')).id);
    expect(await api.ended(id)).toMatchObject({ state: 'succeeded' });
  });
});
