import type { AlarmRuleDto } from '@orrery/contracts';
import { ConflictError, InvalidError, NotFoundError, VersionMismatchError } from '@orrery/domain';
import { MessageSender, ServiceClient, type Broker } from '@orrery/messaging';
import { createLogger, newId, type RunningApp } from '@orrery/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startAlarm } from '../start-alarm.js';
import { answerLogTails } from './answer-log-tails.js';
import { given } from './given.js';
import { platformEvents } from './platform-events.js';
import { SmtpInbox } from './smtp-inbox.js';

export interface AlarmWorld {
  /** One connection of the installation; each call gives another. */
  connect(): Promise<Broker>;
  readonly databaseUrl: () => string;
  /** Nodes alive at the same time. */
  readonly nodes: number;
}

/** The whole path, from an event on the broker to a mail, and the calls around it. */
export function alarmPath(world: AlarmWorld): void {
  const inbox = new SmtpInbox();
  const apps: RunningApp[] = [];
  let client: ServiceClient;
  let sender: MessageSender;

  beforeAll(async () => {
    await inbox.open();
    const broker = await world.connect();
    client = new ServiceClient(broker);
    sender = new MessageSender(broker);
    const config = { smtpUrl: inbox.url, smtpFrom: 'a@example.org', publicUrl: undefined, drainMs: 5_000 };
    const logger = createLogger('test', 'silent');
    const notifyingPace = { settleMs: 50, leastIntervalMs: 60_000, giveUpAfterMs: 60_000 };
    for (let node = 1; node <= world.nodes; node += 1) {
      const deps = { databaseUrl: world.databaseUrl(), outboxDir: '', logger, notifyingPace };
      const own = await world.connect();
      apps.push(await startAlarm({ ...config, nodeId: `n${node}` }, { ...deps, broker: own }));
    }
    await answerLogTails(broker, 'boom');
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    await inbox.close();
  });

  const actor = 'ann';
  const create = (overrides: object = {}): Promise<AlarmRuleDto> => {
    const body = { project: newId(), name: 'any-failure', receivers: ['oncall@example.org'], ...overrides };
    return client.call('alarmRule.create', { body: body as AlarmRuleDto, actor });
  };

  it('is ready and alive', async () => {
    for (const app of apps) {
      expect(await app.ready()).toBe(true);
      expect(
        app
          .health()
          .loops.map(({ name }) => name)
          .sort(),
      ).toEqual(['consumed-event-pruner', 'notification-leases', 'notification-sender']);
    }
  });

  it('turns a failed run into one mail with its log, however often the event comes', async () => {
    const receiver = `${newId()}@example.org`;
    const rule = await create({ receivers: [receiver], tasks: ['import'] });
    const event = given.event({ project: rule.project });
    const ignored = given.event({ project: rule.project, taskName: 'export' });
    const payloads = [event, event, ignored].map((payload) => ({ payload }));
    expect(await sender.sendAll('run.event', payloads)).toEqual(['routed', 'routed', 'routed']);
    await vi.waitFor(() => expect(inbox.to(receiver)).toHaveLength(1), { timeout: 15_000, interval: 20 });
    expect(inbox.to(receiver)[0]!.attachments[0]!.content.toString()).toContain('stderr boom');

    const { items } = await client.call('alarm.list', { query: { runId: event.runId } });
    expect(items).toMatchObject([{ ruleId: rule.id, state: 'firing', count: 1, level: 'MAJOR' }]);
    const { id } = items[0]!;
    await vi.waitFor(async () => {
      const { notifications } = await client.call('alarm.get', { id });
      expect(notifications).toMatchObject([{ receiver, state: 'sent', failures: 1 }]);
    });
    expect((await client.call('alarm.acknowledge', { id, actor })).acknowledgedBy).toBe(actor);
    expect((await client.call('alarm.resolve', { id, actor })).state).toBe('resolved');
    await expect(client.call('alarm.acknowledge', { id, actor })).rejects.toThrow(ConflictError);
    await expect(client.call('alarm.get', { id: 'none' })).rejects.toThrow(NotFoundError);

    await sender.send('run.event', given.event({ project: rule.project }));
    await vi.waitFor(() => expect(inbox.to(receiver)).toHaveLength(2), { timeout: 15_000, interval: 20 });
    expect(inbox.to(receiver)[1]!.references).not.toEqual(inbox.to(receiver)[0]!.references);
  });

  it('turns a failed run of a node into a mail where a rule asks for it', async () => {
    const [asking, other] = [`${newId()}@example.org`, `${newId()}@example.org`];
    const { project } = await create({ receivers: [asking], name: 'asking', includeNodes: true });
    const plain = await create({ project, receivers: [other], name: 'plain' });
    expect(plain.includeNodes).toBeUndefined();
    const node = given.event({ project, workflowRunId: newId(), nodeId: 'load' });
    await sender.send('run.event', node);
    await sender.send('run.event', given.event({ project, runId: node.workflowRunId!, taskId: 'etl' }));
    await vi.waitFor(() => expect(inbox.to(other)).toHaveLength(1), { timeout: 15_000, interval: 20 });
    await vi.waitFor(() => expect(inbox.to(asking)).toHaveLength(2), { timeout: 15_000, interval: 20 });
    expect(inbox.to(other)[0]!.text).toContain(node.workflowRunId);
    const texts = inbox.to(asking).map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringContaining(`Node       load of workflow run ${node.workflowRunId}`),
    );
  });

  it('turns a schedule that missed into one mail, without a log', async () => {
    const receiver = `${newId()}@example.org`;
    const rule = await create({ receivers: [receiver], kind: 'schedule_missed' });
    const { project } = rule;
    await sender.send('schedule.event', platformEvents.schedule({ project, kind: 'exhausted' }));
    const event = platformEvents.schedule({ project });
    for (let times = 0; times < 2; times += 1) await sender.send('schedule.event', event);
    await vi.waitFor(() => expect(inbox.to(receiver)).toHaveLength(1), { timeout: 15_000, interval: 20 });
    const [mail] = inbox.to(receiver);
    expect(mail!.subject).toBe(`[MAJOR] ${project}/nightly missed 3 planned times`);
    expect(mail!.text).toContain(event.reason);
    expect(mail!.attachments).toEqual([]);
    const { items } = await client.call('alarm.list', { query: { project } });
    expect(items).toMatchObject([{ ruleId: rule.id, count: 1, runId: null, details: event }]);
  });

  it('turns a lost worker into a mail for rules of whatever project', async () => {
    const workerId = newId();
    const receivers = [`${newId()}@example.org`, `${newId()}@example.org`];
    const templates = { subjectTemplate: '{{worker}} is gone' };
    for (const receiver of receivers)
      await create({ receivers: [receiver], kind: 'worker_lost', ...templates });
    await sender.send('worker.event', platformEvents.worker({ workerId }));
    for (const receiver of receivers) {
      await vi.waitFor(() => expect(inbox.to(receiver)).toHaveLength(1), { timeout: 15_000, interval: 20 });
      expect(inbox.to(receiver)[0]!.subject).toBe(`${workerId} is gone`);
    }
  });

  it('takes in each event that may tell of an incident', async () => {
    const receiver = `${newId()}@example.org`;
    const project = newId();
    for (const kind of ['worker_resting', 'leader_changed', 'consistency_open', 'schedule_exhausted'])
      await create({ project, kind, name: kind, receivers: [receiver] });
    await sender.send('worker.breaker', platformEvents.breaker({ workerId: 'w-9' }));
    await sender.send('leader.changed', platformEvents.leader({ masterId: 'm-9' }));
    await sender.send('consistency.event', platformEvents.consistency({ check: 'trial' }));
    await sender.send('schedule.event', platformEvents.schedule({ project, kind: 'exhausted' }));
    await vi.waitFor(() => expect(inbox.to(receiver)).toHaveLength(4), { timeout: 15_000, interval: 20 });
    const subjects = inbox.to(receiver).map(({ subject }) => subject);
    expect(new Set(subjects)).toEqual(
      new Set([
        '[MAJOR] Worker w-9 is given a rest',
        '[MAJOR] Master m-9 leads',
        '[MAJOR] Consistency check trial has 2 open',
        `[MAJOR] ${project}/nightly has come to its end`,
      ]),
    );
  });

  describe('alarm rules', () => {
    it('has one of a name in a project', async () => {
      const rule = await create();
      expect(rule).toMatchObject({ version: 1, level: 'MAJOR', enabled: true, kind: 'run_failed' });
      await expect(create({ project: rule.project })).rejects.toThrow(ConflictError);
      const other = await create({ project: rule.project, name: 'other' });
      const body = { ...withoutIdentity(other), name: rule.name };
      await expect(client.call('alarmRule.replace', { id: other.id, body, actor })).rejects.toThrow(
        ConflictError,
      );
    });

    it('changes and goes only at the version that was seen', async () => {
      const rule = await create();
      const body = { ...withoutIdentity(rule), level: 'INFO' as const };
      const replace = (ifVersion?: number) =>
        client.call('alarmRule.replace', { id: rule.id, body, actor, ifVersion });
      expect(await replace(1)).toMatchObject({ version: 2, level: 'INFO', createdAt: rule.createdAt });
      await expect(replace(1)).rejects.toThrow(VersionMismatchError);
      expect((await replace()).version).toBe(3);
      const remove = (ifVersion: number) =>
        client.call('alarmRule.delete', { id: rule.id, actor, ifVersion });
      await expect(remove(2)).rejects.toThrow(VersionMismatchError);
      expect(await remove(3)).toEqual({ deleted: true });
      await expect(client.call('alarmRule.get', { id: rule.id })).rejects.toThrow(NotFoundError);
    });

    it('is refused with the name of each wrong field', async () => {
      const pointersOf = async (overrides: object) => {
        const error = await create(overrides).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(InvalidError);
        return (error as InvalidError).errors.map(({ pointer }) => pointer);
      };
      expect(await pointersOf({ subjectTemplate: '{{nope}}', bodyTemplate: '{{#if' })).toEqual([
        '/subjectTemplate',
        '/bodyTemplate',
      ]);
      expect(await pointersOf({ receivers: [] })).toEqual(['/receivers']);
      expect(await pointersOf({ kind: 'worker_lost', tasks: ['import'] })).toEqual(['/tasks']);
      expect(await pointersOf({ kind: 'worker_lost', includeNodes: true })).toEqual(['/includeNodes']);
      expect(await pointersOf({ kind: 'worker_lost', bodyTemplate: '{{task}}' })).toEqual(['/bodyTemplate']);
      expect(await pointersOf({ kind: 'worker_tired' })).toEqual(['/kind']);
      // A field that a newer gateway knows is no mistake.
      expect(await pointersOf({ receivers: ['nobody'], addedLater: 1 })).toEqual(['/receivers']);
    });

    it('is listed page by page', async () => {
      const { project } = await create({ name: 'a' });
      await create({ project, name: 'b' });
      const list = (cursor?: string) =>
        client.call('alarmRule.list', { query: { project, limit: 1, cursor } });
      const first = await list();
      const second = await list(first.nextCursor!);
      expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['b', 'a']);
      expect(second.nextCursor).toBeNull();
      await expect(list('nonsense')).rejects.toThrow(InvalidError);
      const hidden = await client.call('alarmRule.list', { query: { project }, projects: ['another'] });
      expect(hidden.items).toEqual([]);
    });
  });
}

function withoutIdentity({ id: _id, version: _v, createdAt: _c, updatedAt: _u, ...body }: AlarmRuleDto) {
  return body;
}
