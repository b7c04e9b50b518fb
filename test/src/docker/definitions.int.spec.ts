import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { acquireServices, type AcquiredServices } from '@orrery/scripts/services/acquire.mjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inCheckout } from './compose-file.js';

let services: AcquiredServices;

beforeAll(async () => {
  services = await acquireServices({ privateOnly: true, management: true });
}, 120_000);
afterAll(() => services?.stop());

function importDefinitions(password: string) {
  const env = {
    RABBITMQ_CONSOLE_URL: services.managementUrl,
    RABBITMQ_USER: 'guest',
    RABBITMQ_PASSWORD: password,
  };
  const args = ['scripts/docker/import-definitions.mjs', 'docker/rabbitmq/definitions.json'].map(inCheckout);
  return promisify(execFile)(process.execPath, args, { env });
}

it('gives a RabbitMQ the policies of the file, again and again, and says why it cannot', async () => {
  await importDefinitions('guest');
  await importDefinitions('guest');
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
  const answer = await fetch(`${services.managementUrl}/api/operator-policies`, { headers });
  expect(await answer.json()).toMatchObject([{ name: 'orrery-bounds', pattern: '^orrery\\.' }]);
  await expect(importDefinitions('wrong')).rejects.toMatchObject({
    stderr: expect.stringContaining('401') as string,
  });
});
