import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../installation/api-client.js';
import { startInstallation, type Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { OrreryProcess } from '../installation/orrery-process.js';
import { until } from '../installation/until.js';

const READY_WITHIN_MS = 10_000;
const DRAIN_MS = 3_000;

describe('standalone without a mail server', () => {
  let installation: Installation;
  beforeAll(async () => {
    const env = { ORRERY_DRAIN_MS: String(DRAIN_MS) };
    installation = await startInstallation({ mode: 'standalone', mail: false, env });
  });
  afterAll(() => installation?.close());

  it('says where it is to be found', () => {
    const { output } = installation.process('standalone');
    expect(output).toMatch(/Swagger UI {3}http:\/\/\S+\/docs/);
    expect(output).toContain('Sign in as   admin with the password in ORRERY_ADMIN_PASSWORD');
  });

  it('tells a second one that port or data are taken', async () => {
    const { plan } = installation.process('standalone');
    const second = (env: Record<string, string>) =>
      new OrreryProcess({ ...plan, env: { ...plan.env, ...env } });
    const samePort = second({ ORRERY_DATA_DIR: join(installation.filesDir, 'second') });
    expect(await samePort.exit()).toEqual({ code: 1, signal: null });
    expect(samePort.errors).toBe(
      `Port ${plan.healthPort} is used by another program: set ORRERY_PORT to a free one.`,
    );
    const sameData = second({ ORRERY_PORT: '0' });
    expect(await sameData.exit()).toEqual({ code: 78, signal: null });
    expect(sameData.errors).toContain(installation.dataDir);
  });

  it('writes mails to the outbox, and says so', async () => {
    const { api, dataDir } = installation;
    const task = await api.shell('echo "it broke"; exit 1', { name: freshName('failing') });
    await api.createAlarmRule({ receivers: ['oncall@example.org'] });
    const run = await api.ended((await api.trigger(task.id)).id);
    const sent = await until('the mail to be written', async () => {
      const notification = (await api.alarms(run.id))[0]?.notifications[0];
      return notification?.state === 'sent' && notification;
    });
    const outbox = join(dataDir, 'outbox');
    const [file] = readdirSync(outbox).filter((name) => name.endsWith('.eml'));
    expect(sent.note).toBe(`written to ${join(outbox, file!)}`);
    const mail = await simpleParser(readFileSync(join(outbox, file!)));
    expect(mail.subject).toContain(task.name);
    expect(mail.attachments[0]?.content.toString()).toContain('it broke');
    expect(installation.process('standalone').output).toContain(outbox);
  });

  it('keeps everything over a restart, lets what runs end, and goes on with its schedules', async () => {
    const { api, filesDir } = installation;
    const release = join(filesDir, freshName('release'));
    const task = await api.shell('echo "kept for ever"');
    const done = await api.ended((await api.trigger(task.id, { n: 1 })).id);
    const log = await api.logWith(done.id, 'kept for ever');
    const schedule = await api.createSchedule(task.id, {
      kind: 'cron',
      expression: '* * * * * *',
      timeZone: 'UTC',
    });
    await until('the schedule to fire', async () => (await api.fires(schedule.id)).length >= 2);
    const slow = await api.shell(
      `touch ${release}.begun; while [ ! -e ${release} ]; do sleep 0.05; done; echo late`,
    );
    const draining = await api.trigger(slow.id);
    await until('the slow run to begin', () => existsSync(`${release}.begun`));

    const process = installation.process('standalone');
    process.signal('SIGINT');
    await until('the API to refuse connections', async () => (await process.health()) === undefined);
    expect(process.isRunning).toBe(true);
    writeFileSync(release, '');
    expect(await process.exit()).toEqual({ code: 0, signal: null });
    const stoppedAt = Date.now();

    await installation.start('standalone').untilReady(READY_WITHIN_MS);
    expect(installation.process('standalone').output).toContain('with the password of the first start');
    expect(await api.run(done.id)).toEqual(done); // the login from before is good as well
    expect((await api.logs(done.id)).items).toEqual(log);
    expect(await api.run(draining.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(await api.http.must('GET', `/tasks/${task.id}`)).toEqual(task);
    const fires = await until('the schedule to go on', async () => {
      const all = await api.fires(schedule.id);
      return Date.parse(all.at(-1)!.plannedAt) > stoppedAt && all;
    });
    const planned = fires.map(({ plannedAt }) => Date.parse(plannedAt));
    expect(planned).toEqual(planned.map((_, index) => planned[0]! + index * 1_000));
    expect(new Set(fires.map(({ outcome }) => outcome))).toEqual(new Set(['FIRED']));
  });

  it('ends at once what does not end within the grace', async () => {
    const { api } = installation;
    const { id } = await api.trigger((await api.shell('sleep 600')).id);
    await api.running(id);
    const startedMs = performance.now();
    expect(await installation.stop('standalone', 'SIGINT')).toEqual({ code: 0, signal: null });
    expect(performance.now() - startedMs).toBeLessThan(DRAIN_MS + 3_000);
    await installation.start('standalone').untilReady(READY_WITHIN_MS);
  });
});

describe('standalone with the demo', () => {
  let installation: Installation;
  beforeAll(async () => {
    const env = { ORRERY_DEMO: 'true', ORRERY_ADMIN_PASSWORD: '' };
    installation = await startInstallation({ mode: 'standalone', mail: false, env });
  });
  afterAll(() => installation?.close());

  it('signs in with the password that the first start made up and printed', async () => {
    const login = { username: 'admin', password: await installation.adminPassword() };
    expect(installation.process('standalone').output).toContain(login.password);
    const answer = await new ApiClient(installation.origin).ask('POST', '/auth/login', { body: login });
    expect(answer.status).toBe(200);
  });

  it('shows a success, a call and a failure, and makes them once', async () => {
    const { api } = installation;
    const tasks = async () =>
      (await api.http.must<{ items: { name: string; id: string }[] }>('GET', '/tasks')).items;
    const names = ['check-health', 'fail-and-retry', 'greet'];
    expect((await tasks()).map(({ name }) => name).sort()).toEqual(names);
    for (const { id, name } of await tasks()) {
      const run = await api.ended((await api.trigger(id)).id);
      expect(run.state, name).toBe(name === 'fail-and-retry' ? 'failed' : 'succeeded');
    }
    await installation.stop('standalone');
    await installation.start('standalone').untilReady(READY_WITHIN_MS);
    expect((await tasks()).map(({ name }) => name).sort()).toEqual(names);
  });

  it('writes to nobody: its alarm rule is off until it has an address', async () => {
    const { items } = await installation.api.http.must<{ items: object[] }>('GET', '/alarm-rules');
    expect(items).toMatchObject([{ project: 'demo', name: 'any-failure', enabled: false }]);
  });
});
