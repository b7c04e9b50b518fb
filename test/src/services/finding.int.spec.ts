import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { acquireServices, type AcquiredServices } from '@orrery/scripts/services/acquire.mjs';

const ORRERY_MYSQL_URL = process.env['ORRERY_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';
const ORRERY_AMQP_URL = process.env['ORRERY_TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672';
let services: AcquiredServices | undefined;

afterEach(() => services?.stop());

it('takes the addresses in the environment first, and then starts nothing', async () => {
  services = await acquireServices({ env: { ORRERY_MYSQL_URL, ORRERY_AMQP_URL } });
  expect(services).toMatchObject({
    mysqlUrl: ORRERY_MYSQL_URL,
    amqpUrl: ORRERY_AMQP_URL,
    startedHere: false,
  });
  expect(services.mysqlFrom).toMatch(/^(MariaDB|MySQL) \S+ named by ORRERY_MYSQL_URL$/);
});

it('refuses an address in the environment that does not answer, by its name', async () => {
  const env = { ORRERY_MYSQL_URL: 'mysql://root@127.0.0.1:1', ORRERY_AMQP_URL };
  await expect(acquireServices({ env })).rejects.toThrow(
    /^ORRERY_MYSQL_URL names a server that cannot be used/,
  );
});

it('does not take something that listens on the default port but is no such server', async () => {
  const impostor = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
  await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = impostor.address() as AddressInfo;
    services = await acquireServices({ env: { ORRERY_MYSQL_URL }, ports: { rabbitmq: port } });
    expect(services.amqpFrom).not.toContain('already listening');
    expect(services.startedHere).toBe(true);
  } finally {
    impostor.close();
  }
}, 120_000);
