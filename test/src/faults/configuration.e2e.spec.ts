import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../installation/free-port.js';
import { OrreryProcess, type AppName } from '../installation/orrery-process.js';
import { environment } from '../installation/plans.js';

/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;
const CLUSTER = {
  ORRERY_MODE: 'cluster',
  ORRERY_MYSQL_URL: 'mysql://root@127.0.0.1:3306',
  ORRERY_AMQP_URL: 'amqp://127.0.0.1:5672',
  ORRERY_JWT_SECRET: 'a secret of the tests that is long enough',
};

const wrong: readonly (readonly [AppName, variable: string, value: string])[] = [
  ['standalone', 'ORRERY_PORT', '99999'],
  ['standalone', 'ORRERY_DEMO', 'perhaps'],
  ['master', 'ORRERY_PLAN_EVERY_MS', 'often'],
  ['master', 'ORRERY_MYSQL_URL', ''],
  ['master', 'ORRERY_SECRETS_KEYS', 'k1:too short'],
  ['worker', 'ORRERY_SLOTS', '0'],
  ['worker', 'ORRERY_AMQP_URL', 'http://127.0.0.1'],
  ['alarm', 'ORRERY_SMTP_URL', 'mail.example.org'],
  ['api-gateway', 'ORRERY_JWT_SECRET', 'too short'],
];

describe.concurrent('a wrong configuration', () => {
  let cwd: string;
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'orrery-configuration-'));
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it.each(wrong)('stops %s, which names %s', async (app, variable, value) => {
    const ground = { namespace: 'e2e_configuration', dir: cwd, apiPort: await freePort(), env: {} };
    const env = { ...environment(ground), ...CLUSTER, ORRERY_DATA_DIR: cwd, [variable]: value };
    const process = new OrreryProcess({ name: app, app, env, cwd, healthPort: ground.apiPort });
    expect(await process.exit()).toEqual({ code: WRONG_CONFIGURATION, signal: null });
    expect(process.errors).toContain(variable);
    if (variable.includes('SECRET')) expect(process.output + process.errors).not.toContain(value);
  });
});
