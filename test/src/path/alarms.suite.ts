import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 100 }, maxLosses: 3 } as const;
const command = 'echo "attempt $ORRERY_ATTEMPT: the disk is full" >&2; exit 3';

/** A task that always fails, and a rule that tells the receiver of it. */
async function failing({ api }: Installation, receiver: string) {
  const task = await api.shell(command, { name: freshName('failing'), retry });
  await api.createAlarmRule({ receivers: [receiver], tasks: [task.name], level: 'CRITICAL' });
  return task;
}

/** A failure reaches a person. */
export function alarmsSuite(given: () => Installation): void {
  describe.concurrent('alarms', () => {
    it('tell of a run that failed after its last attempt, with the end of its log', async () => {
      const { api, mail } = given();
      const receiver = `${freshName('oncall')}@example.org`;
      const task = await failing(given(), receiver);
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'failed', attempt: 3, exitCode: 3, error: { kind: 'exit_code' } });
      expect((await api.attempts(run.id)).map(({ attempt, state }) => [attempt, state])).toEqual([
        [1, 'failed'],
        [2, 'failed'],
        [3, 'failed'],
      ]);

      const letter = await mail.mailTo(receiver);
      expect(letter.subject).toContain(task.name);
      expect(letter.text).toContain(run.id);
      expect(letter.attachments.map(({ filename }) => filename)).toEqual([`run-${run.id}.log`]);
      expect(letter.attachments[0]!.content.toString()).toContain('attempt 3: the disk is full');
      expect(mail.mailsTo(receiver)).toHaveLength(1);
      const [alarm] = await until('the notification to be sent', async () => {
        const alarms = await api.alarms(run.id);
        return alarms[0]?.notifications[0]?.state === 'sent' && alarms;
      });
      expect(alarm).toMatchObject({ level: 'CRITICAL', state: 'firing', count: 1 });
    });

    it('are mailed later when the mail server is down', async () => {
      const { api, mail } = given();
      const receiver = `${freshName('patient')}@example.org`;
      const task = await failing(given(), receiver);
      mail.goDown();
      const run = await api.ended((await api.trigger(task.id)).id);
      const waiting = await until('a try to fail', async () => {
        const notification = (await api.alarms(run.id))[0]?.notifications[0];
        return notification?.lastError ? notification : undefined;
      }).finally(() => mail.comeUp());
      expect(waiting).toMatchObject({ receiver, sentAt: null });
      expect(['pending', 'sending']).toContain(waiting.state);
      expect((await mail.mailTo(receiver)).subject).toContain(task.name);
    });
  });
}
