import { createServer } from 'node:net';

function listenOn(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const close = (server) => new Promise((resolve) => server.close(resolve));

/** As many different free ports of 127.0.0.1 as asked for; all are held open until the last one is known. */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map(close));
  return ports;
}

/** Whether nobody listens on the port of 127.0.0.1. */
export async function isFree(port) {
  try {
    await close(await listenOn(port));
    return true;
  } catch {
    return false;
  }
}
