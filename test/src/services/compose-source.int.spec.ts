import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { acquireServices } from '@orrery/scripts/services/acquire.mjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const MYSQL = new URL(process.env['ORRERY_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306');
const AMQP = new URL(process.env['ORRERY_TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672');
let folder: string;

/** A `docker` that notes what it is asked and, as the ports of its containers, names those of the servers of this test. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-fake-docker-'));
  const script = `#!/bin/sh
echo "$@" >> ${folder}/asked
case "$*" in
  *' port mysql 3306') echo 127.0.0.1:${MYSQL.port || 3306} ;;
  *' port rabbitmq 5672') echo 127.0.0.1:${AMQP.port || 5672} ;;
esac
`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const asked = () => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : '');

it('starts a server in a container of its own where an engine runs, and removes it with its data', async () => {
  const services = await acquireServices({ privateOnly: true });
  expect([services.mysqlFrom, services.amqpFrom]).toEqual([
    expect.stringMatching(/ in Docker Compose$/),
    expect.stringMatching(/ in Docker Compose$/),
  ]);
  for (const server of ['mysql', 'rabbitmq']) expect(asked()).toContain(`up -d --wait ${server}`);
  expect(asked()).not.toContain('down');
  await services.stop();
  expect(asked().match(/down --volumes/g)).toHaveLength(2);
});
