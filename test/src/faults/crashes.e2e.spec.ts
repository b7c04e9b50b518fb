import { setTimeout as sleep } from 'node:timers/promises';
import type { AlarmDto, AlarmRuleDto } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../installation/api-client.js';
import { startInstallation, type Installation } from '../installation/installation.js';
import { until } from '../installation/until.js';
import { ObservedSchedule } from './ledger.js';

const AWAY_MS = 5_000;
/** What a caller may have to wait until it is told that nobody can answer. */
const REFUSED_WITHIN_MS = 12_000;

/** One cluster goes through all faults, one after the other, while two schedules fire; the accounts come last. */
describe('a cluster whose parts die', () => {
  let installation: Installation;
  let quick: ObservedSchedule;
  let slow: ObservedSchedule;
  let workerLost: AlarmRuleDto;
  let leaderChanged: AlarmRuleDto;
  beforeAll(async () => {
    installation = await startInstallation({ mode: 'cluster', proxied: true });
    quick = await ObservedSchedule.start(installation, 1, 0);
    slow = await ObservedSchedule.start(installation, 2, 3);
    const receivers = ['oncall@example.org'];
    workerLost = await installation.api.createAlarmRule({ kind: 'worker_lost', receivers });
    leaderChanged = await installation.api.createAlarmRule({ kind: 'leader_changed', receivers });
    await quick.successesAfter(0, 3);
  });
  afterAll(() => installation?.close());

  it('runs again what died with a worker, and tells of its death', async () => {
    const lost = await slow.runThatIs('running', workerId('worker-1'));
    await installation.kill('worker-1');
    expect((await alarmOf(workerLost)).summary).toContain(workerId('worker-1'));
    await installation.start('worker-1').untilReady();
    const again = await installation.api.ended(lost.id);
    expect(again.state).toBe('succeeded');
    expect(again.attempt).toBeGreaterThan(1);
    const [first] = await installation.api.attempts(lost.id);
    expect(first).toMatchObject({ attempt: 1, state: 'lost', workerId: workerId('worker-1') });
  });

  it('goes on without one of its masters', async () => {
    await installation.kill('master-1');
    await quick.successesAfter(Date.now(), 4);
    await installation.start('master-1').untilReady();
  });

  it('goes on after lines to RabbitMQ were cut', async () => {
    for (const name of ['master-2', 'worker-1', 'worker-2']) installation.linesOf(name).amqp.cut();
    await quick.successesAfter(Date.now(), 4);
    for (const name of ['master-2', 'worker-1', 'worker-2']) await installation.process(name).untilReady();
  });

  it('answers 503 while the database is out of reach, and catches up', async () => {
    const began = Date.now();
    for (const { mysql } of installation.allLines) mysql.refuse();
    const [refused] = await Promise.all([refusal('GET', '/tasks'), sleep(AWAY_MS)]);
    for (const { mysql } of installation.allLines) mysql.restore();
    expect(refused).toEqual({ status: 503, code: 'unavailable', inTime: true, retryAfter: true });
    await quick.successesAfter(began, AWAY_MS / 1_000 + 4);
  });

  it('answers 503 while no master lives, and recovers', async () => {
    const task = await installation.api.shell('echo "back again"');
    await Promise.all([installation.kill('master-1'), installation.kill('master-2')]);
    const refused = await refusal('POST', `/tasks/${task.id}/runs`);
    expect(refused).toEqual({ status: 503, code: 'unavailable', inTime: true, retryAfter: true });

    for (const name of ['master-1', 'master-2']) installation.start(name);
    for (const name of ['master-1', 'master-2']) await installation.process(name).untilReady();
    const accepted = await until('the API to accept a run', async () => {
      const { status, body } = await installation.api.http.ask<{ id: string }>(
        'POST',
        `/tasks/${task.id}/runs`,
        {
          body: {},
        },
      );
      return status === 202 && body;
    });
    expect(await installation.api.ended(accepted.id)).toMatchObject({ state: 'succeeded' });
    expect(await alarmOf(leaderChanged)).toMatchObject({ state: 'firing', runId: null });
    await quick.successesAfter(Date.now(), 2);
  });

  it.each(['quick', 'slow'])(
    'has fired each planned time of the %s schedule once, with one successful run',
    async (which) => {
      const { planned, fires, runs, notes } = await (which === 'quick' ? quick : slow).account();
      expect(planned.length).toBeGreaterThan(8);
      expect(fires.map(({ plannedAt }) => plannedAt)).toEqual(planned);
      expect(fires.filter(({ outcome }) => outcome !== 'FIRED')).toEqual([]);
      const kept = runs.filter(({ plannedAt }) => planned.includes(plannedAt!));
      expect(kept.map(({ id }) => id).sort()).toEqual(fires.map(({ runId }) => runId).sort());
      expect(kept.filter(({ state }) => state !== 'succeeded')).toEqual([]);
      expect(new Set(notes).size, 'an attempt ran twice').toBe(notes.length);
      const noted = new Set(notes.map((note) => note.split(' ')[0]));
      expect(kept.filter(({ id }) => !noted.has(id))).toEqual([]);
    },
  );

  const workerId = (name: string) => installation.workerIds.find((id) => id.endsWith(name))!;

  const alarmOf = (rule: AlarmRuleDto) =>
    until(`an alarm of the rule for ${rule.kind}`, async () => {
      const { items } = await installation.api.http.must<{ items: AlarmDto[] }>('GET', '/alarms');
      return items.find(({ ruleId }) => ruleId === rule.id);
    });

  async function refusal(method: string, path: string) {
    const askedMs = performance.now();
    const { status, headers, body } = await installation.api.http.ask<Problem>(method, path);
    const inTime = performance.now() - askedMs < REFUSED_WITHIN_MS;
    return { status, code: body.code, inTime, retryAfter: Number(headers.get('retry-after')) > 0 };
  }
});
