import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@orrery/contracts';
import { createLogger, newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutboxEmailChannel } from '../channels/email/outbox-email.channel.js';
import type { SmtpEmailChannel } from '../channels/email/smtp-email.channel.js';
import { incidentOf } from '../incidents/incident-of.js';
import { EventIntake } from '../intake/event-intake.js';
import { alarmSchema } from '../persistence/schema.js';
import { SqlStorage } from '../persistence/sql-storage.js';
import type { AlarmRule } from '../rules/alarm-rule.js';
import { given } from '../testing/given.js';
import { FixedRunLog, senderOn, smtpChannel } from '../testing/sending.js';
import { SmtpInbox } from '../testing/smtp-inbox.js';

describe('NotificationSender', () => {
  const { database } = useDatabase({ kind: 'mysql', ...alarmSchema });
  const storage = new SqlStorage(database);
  const intake = new EventIntake(storage, { settleMs: 0, leastIntervalMs: 60_000, giveUpAfterMs: 60_000 });
  const inbox = new SmtpInbox();
  let channel: SmtpEmailChannel;

  beforeEach(async () => {
    await database.run((session) => session.execute('DELETE FROM notification'));
    inbox.mails.length = 0;
    inbox.refused.clear();
    await inbox.open();
    channel = smtpChannel(inbox.url);
  });
  afterEach(async () => {
    await channel.close();
    await inbox.close();
  });

  const take = (events: readonly RunEvent[]) =>
    intake.take(events.flatMap((event) => incidentOf('run.event', event) ?? []));
  const failureOf = (rule: AlarmRule, overrides = {}) => given.event({ project: rule.project, ...overrides });
  const notificationsOf = async (runId: string) =>
    storage.run(async ({ alarms, notifications }) => {
      const [alarm] = await alarms.list({ runId }, { limit: 1 });
      return notifications.ofAlarms([alarm!.id]);
    });

  it('sends a mail that says what happened, with the log attached', async () => {
    const rule = await given.storedRule(storage);
    const failure = { kind: 'exit_code' as const, message: '<b>exit</b> 2', exitCode: 2 };
    const event = failureOf(rule, { failure });
    const [planned] = await take([event]);
    expect(await senderOn(storage, channel).sender.runOnce()).toEqual({ sent: 1, retry: 0, failed: 0 });

    const [mail] = inbox.to('oncall@example.org');
    expect(mail!.subject).toBe(`[MAJOR] ${rule.project}/import failed`);
    expect(mail!.messageId).toBe(`<${planned!.notificationId}.1@example.org>`);
    expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
    const [notification] = await notificationsOf(event.runId);
    const [alarm] = await storage.run(({ alarms }) => alarms.findMany([notification!.alarmId]));
    expect(mail!.headers.get('x-alarm-fingerprint')).toBe(alarm!.fingerprint);
    expect(mail!.references).toBe(`<alarm.${alarm!.id}@example.org>`);
    for (const part of [event.runId, '2026-03-01T09:59:00.000Z', '59.0 s', 'w-1', '<b>exit</b> 2']) {
      expect(mail!.text).toContain(part);
    }
    expect(mail!.text).toContain(`GET https://orrery.example.org/api/v1/runs/${event.runId}/logs`);
    expect(mail!.html).toContain('&lt;b&gt;exit&lt;/b&gt; 2');
    expect(mail!.attachments).toMatchObject([
      { filename: `run-${event.runId}.log`, contentType: 'text/plain' },
    ]);
    expect(mail!.attachments[0]!.content.toString()).toBe('boom\n');
    expect(notification).toMatchObject({
      state: 'sent',
      attempts: 1,
      note: expect.stringContaining('250') as string,
    });
  });

  it('sends without the log when no master answers, and says so', async () => {
    const rule = await given.storedRule(storage);
    await take([failureOf(rule)]);
    const log = new FixedRunLog({ kind: 'unavailable', reason: 'nobody answered' });
    await senderOn(storage, channel, { log }).sender.runOnce();
    expect(inbox.mails[0]!.mail.text).toContain('The log could not be fetched (nobody answered).');
    expect(inbox.mails[0]!.mail.attachments).toEqual([]);
  });

  it('uses the templates of the rule as it was when the run failed', async () => {
    const templates = { subjectTemplate: '{{task}} & co', bodyTemplate: '{{error}} on {{worker}}' };
    const rule = await given.storedRule(storage, templates);
    await take([failureOf(rule, { failure: { kind: 'handler', message: '<x>' } })]);
    await storage.run(({ rules }) => rules.remove(rule.id, 1));
    await senderOn(storage, channel).sender.runOnce();
    expect(inbox.mails[0]!.mail).toMatchObject({ subject: 'import & co', text: '<x> on w-1' });
    expect(inbox.mails[0]!.mail.html).toContain('&lt;x&gt; on w-1');
  });

  it('sends 200 notifications exactly once from two nodes at the same time', async () => {
    const receivers = Array.from({ length: 50 }, (_, index) => `r${index}@example.org`);
    const rule = await given.storedRule(storage, { receivers });
    await take(['a', 'b', 'c', 'd'].map((taskId) => failureOf(rule, { taskId })));
    const other = smtpChannel(inbox.url);
    const tallies = await Promise.all(
      [channel, other].map((each) => senderOn(storage, each).sender.runOnce()),
    ).finally(() => other.close());
    expect(tallies[0]!.sent + tallies[1]!.sent).toBe(200);
    expect(Math.min(...tallies.map(({ sent }) => sent))).toBeGreaterThan(0);
    expect(inbox.mails).toHaveLength(200);
    expect(new Set(inbox.mails.map(({ mail }) => mail.messageId)).size).toBe(200);
  });

  it('begins no further batch once the node stops', async () => {
    const receivers = Array.from({ length: 25 }, (_, index) => `r${index}@example.org`);
    const rule = await given.storedRule(storage, { receivers });
    await take([failureOf(rule)]);
    const stopping = new AbortController();
    stopping.abort();
    expect((await senderOn(storage, channel, { stopping }).sender.runOnce()).sent).toBe(10);
    expect(inbox.mails).toHaveLength(10);
  });

  it('sends one mail for an event that is delivered twice', async () => {
    const rule = await given.storedRule(storage);
    const event = failureOf(rule);
    expect(await take([event, event])).toHaveLength(1);
    expect(await Promise.all([take([event]), take([event])])).toEqual([[], []]);
    await senderOn(storage, channel).sender.runOnce();
    expect(inbox.mails).toHaveLength(1);
  });

  it('collapses a storm into one mail now and one that says how many followed', async () => {
    const rule = await given.storedRule(storage);
    const { sender } = senderOn(storage, channel);
    await take([failureOf(rule)]);
    await sender.runOnce();
    const later = Array.from({ length: 5 }, () => failureOf(rule));
    for (const event of later) await take([event]);
    expect(await sender.runOnce()).toEqual({ sent: 0, retry: 0, failed: 0 });
    await database.run((session) =>
      session.execute(`UPDATE notification SET next_try_at = created_at WHERE state = 'pending'`),
    );
    await sender.runOnce();
    expect(inbox.mails).toHaveLength(2);
    expect(inbox.mails[1]!.mail.subject).toBe(`[MAJOR] ${rule.project}/import failed 5 times`);
    for (const { runId } of later) expect(inbox.mails[1]!.mail.text).toContain(runId);
  });

  it('retries while the server is down and delivers when it is back', async () => {
    const rule = await given.storedRule(storage);
    const event = failureOf(rule);
    await inbox.close();
    await take([event]);
    const { sender } = senderOn(storage, channel);
    expect(await sender.runOnce()).toEqual({ sent: 0, retry: 1, failed: 0 });
    const [waiting] = await notificationsOf(event.runId);
    expect(waiting).toMatchObject({
      state: 'pending',
      lastError: expect.stringContaining('ECONNREFUSED') as string,
    });
    await inbox.open();
    await vi.waitFor(async () => expect((await sender.runOnce()).sent).toBe(1), {
      timeout: 8_000,
      interval: 100,
    });
    expect(inbox.mails).toHaveLength(1);
  });

  it('reaches the other receivers when one is refused, and keeps the reason', async () => {
    const rule = await given.storedRule(storage, { receivers: ['gone@example.org', 'here@example.org'] });
    const event = failureOf(rule);
    inbox.refused.set('gone@example.org', 550);
    await take([event]);
    expect(await senderOn(storage, channel).sender.runOnce()).toEqual({ sent: 1, retry: 0, failed: 1 });
    expect(inbox.mails.map(({ to }) => to)).toEqual(['here@example.org']);
    const gone = (await notificationsOf(event.runId)).find(({ receiver }) => receiver === 'gone@example.org');
    expect(gone).toMatchObject({
      state: 'failed',
      nextTryAt: null,
      lastError: expect.stringContaining('550') as string,
    });
  });

  it('takes over what a node left behind when it crashed between claim and sending', async () => {
    const rule = await given.storedRule(storage);
    await take([failureOf(rule)]);
    await storage.transaction(({ notifications }) => notifications.claimDue('crashed', 10, 300));
    const { sender } = senderOn(storage, channel);
    expect((await sender.runOnce()).sent).toBe(0);
    await vi.waitFor(async () => expect((await sender.runOnce()).sent).toBe(1), {
      timeout: 5_000,
      interval: 50,
    });
    expect(inbox.mails).toHaveLength(1);
  });

  it('keeps its lease while a slow server takes the mail', async () => {
    const rule = await given.storedRule(storage);
    await take([failureOf(rule)]);
    const slow = senderOn(storage, channel, { leaseMs: 400 });
    const other = senderOn(storage, channel);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const deliver = channel.deliver.bind(channel);
    vi.spyOn(channel, 'deliver').mockImplementationOnce(async (letter) => held.then(() => deliver(letter)));
    const sending = slow.sender.runOnce();
    await vi.waitFor(async () => expect((await slow.leases.runOnce()).renewed).toBe(1));
    for (const end = performance.now() + 1_200; performance.now() < end;) {
      await slow.leases.runOnce();
      expect((await other.sender.runOnce()).sent).toBe(0);
    }
    release();
    expect((await sending).sent).toBe(1);
    expect(inbox.mails).toHaveLength(1);
  });

  it('writes files where there is no SMTP server, and says where', async () => {
    const directory = join(await mkdtemp(join(tmpdir(), 'orrery-alarm-')), 'outbox');
    const files = new OutboxEmailChannel({
      directory,
      from: 'a@b.org',
      logger: createLogger('test', 'silent'),
    });
    const rule = await given.storedRule(storage);
    const event = failureOf(rule, { runId: newId() });
    await take([event]);
    await senderOn(storage, files).sender.runOnce();
    const names = await readdir(directory);
    expect(names).toHaveLength(1);
    const mail = await simpleParser(await readFile(join(directory, names[0]!)));
    expect(mail).toMatchObject({ subject: `[MAJOR] ${rule.project}/import failed` });
    expect(mail.attachments[0]!.filename).toBe(`run-${event.runId}.log`);
    const [notification] = await notificationsOf(event.runId);
    expect(notification).toMatchObject({ state: 'sent', note: `written to ${join(directory, names[0]!)}` });
    await rm(join(directory, '..'), { recursive: true });
  });
});
