import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allReady } from '@orrery/scripts/cluster/readiness.mjs';
import { afterEach, expect, it } from 'vitest';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** The port of a process that answers with these, the last of them for ever. */
async function answering(...codes: number[]): Promise<string> {
  const server = createServer((request, response) => {
    const code = codes.length > 1 ? codes.shift()! : codes[0]!;
    response.writeHead(request.url === '/readyz' ? code : 404).end();
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return String((server.address() as AddressInfo).port);
}

it('waits for the last process of a cluster to be ready', async () => {
  const gateway = { env: { ORRERY_PORT: await answering(200) } };
  const worker = { env: { ORRERY_HEALTH_PORT: await answering(503, 503, 200) } };
  expect(await allReady([gateway, worker], new AbortController().signal)).toBe(true);
});

it('ends when the cluster is stopped before', async () => {
  const stopping = new AbortController();
  const asked = allReady([{ env: { ORRERY_HEALTH_PORT: await answering(503) } }], stopping.signal);
  stopping.abort();
  expect(await asked).toBe(false);
});
