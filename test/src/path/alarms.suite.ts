import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';
import { shellNode, WorkflowApi } from '../installation/workflow-api.js';

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

    it('tell of a workflow run, naming the nodes that failed, and not of what it deals with by itself', async () => {
      const { api, mail } = given();
      const project = freshName('project');
      await api.http.must('POST', '/projects', { body: { name: project } });
      const [receiver, asking] = [`${freshName('whole')}@example.org`, `${freshName('each')}@example.org`];
      await api.createAlarmRule({ project, receivers: [receiver] });
      await api.createAlarmRule({ project, receivers: [asking], includeNodes: true });

      const flows = new WorkflowApi(api.http);
      const bad = shellNode('load', 'echo "disk full" >&2; exit 7');
      const instead = { ...shellNode('instead', 'true', ['load']), triggerRule: 'one_failed' };
      const handled = await flows.start([bad, instead], { project, onFailure: 'continue' });
      await flows.reach(handled, 'succeeded');
      const also = shellNode('copy', 'exit 8');
      const failed = await flows.start([bad, also], { project, onFailure: 'continue' });
      await flows.reach(failed, 'failed');

      const letter = await mail.mailTo(receiver);
      expect(letter.text).toContain(failed);
      expect(letter.text).toMatch(/node "load" failed: [^;]*7[^;]*; so did "copy"/);
      expect(await api.alarms(failed)).toHaveLength(2);
      // A rule that asks for nodes has heard of each: nothing is under way to the other one.
      for (const id of [handled, failed]) {
        const nodeRun = (await flows.nodes(id)).get('load')!.runId!;
        await until('the rule for nodes to tell', async () => (await api.alarms(nodeRun)).length > 0);
        expect(await api.alarms(nodeRun)).toMatchObject([{ details: { workflowRunId: id, nodeId: 'load' } }]);
      }
      expect(await api.alarms(handled)).toEqual([]);
      expect(mail.mailsTo(receiver)).toHaveLength(1);
    });

    it.each([
      ['compensated', 'true', 'failed and was undone', 'What it had done was undone'],
      ['compensation_failed', 'exit 4', 'failed and could not be undone as a whole', 'needs somebody'],
    ] as const)('tell of a workflow run that is %s what became of what it had done', async (...row) => {
      const [state, undo, ending, undoing] = row;
      const { api, mail } = given();
      const project = freshName('project');
      await api.http.must('POST', '/projects', { body: { name: project } });
      const receiver = `${freshName('undone')}@example.org`;
      await api.createAlarmRule({ project, receivers: [receiver] });
      const flows = new WorkflowApi(api.http);
      const compensate = { task: { kind: 'shell', spec: { command: undo } } };
      const nodes = [{ ...shellNode('book', 'true'), compensate }, shellNode('pay', 'exit 9', ['book'])];
      await flows.reach(await flows.start(nodes, { project, onFailure: 'compensate' }), state);

      const letter = await mail.mailTo(receiver);
      expect(letter.subject).toContain(ending);
      expect(letter.text).toContain(`State      ${state}`);
      expect(letter.text).toContain(undoing);
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
