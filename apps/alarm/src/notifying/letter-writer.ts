import type { AlarmRuleKind } from '@orrery/contracts';
import { InternalError } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { Alarm } from '../alarms/alarm.js';
import type { Letter } from '../channels/letter.js';
import type { AlarmRuleDefinition } from '../rules/alarm-rule.js';
import type { Storage } from '../storage/storage.js';
import { defaultTemplates, plainHtml } from '../templates/default-templates.js';
import type { LetterContext } from '../templates/letter-fields.js';
import type { TemplateRenderer } from '../templates/template-renderer.js';
import { letterContext } from './letter-context.js';
import type { Notification } from './notification.js';
import type { LogTail, RunLog } from './run-log.js';

type Written = Pick<Letter, 'subject' | 'text' | 'html'>;

/** Writes a notification out: what the incident, the log of its run and the rule's templates say, as they were when it happened. */
export class LetterWriter {
  constructor(
    private readonly storage: Storage,
    private readonly log: RunLog,
    private readonly renderer: TemplateRenderer,
    private readonly publicUrl: string,
  ) {}

  async write(notification: Notification): Promise<Letter> {
    const { kind, runId } = notification.content.incident;
    const [{ alarm, rule }, tail] = await Promise.all([
      this.#subjectOf(notification),
      runId === null ? undefined : this.log.tail(runId),
    ]);
    const { publicUrl } = this;
    const context = letterContext(notification, { alarm, rule, publicUrl, logNote: logNote(tail) });
    return {
      ...(await this.#render(kind, rule, context)),
      notificationId: notification.id,
      contentId: `${notification.id}.${notification.failures}`,
      alarmId: alarm.id,
      fingerprint: alarm.fingerprint,
      receiver: notification.receiver,
      writtenFor: notification.createdAt,
      attachments:
        tail?.kind === 'read' && tail.lines > 0 ? [{ filename: `run-${runId}.log`, content: tail.text }] : [],
    };
  }

  async #subjectOf(notification: Notification): Promise<{ alarm: Alarm; rule: AlarmRuleDefinition }> {
    const { alarmId, ruleId, ruleVersion } = notification;
    return this.storage.run(async ({ alarms, rules }) => {
      const alarm = await alarms.find(alarmId);
      const rule = await rules.definitionAt(ruleId, ruleVersion);
      if (!alarm || !rule)
        throw new InternalError(`notification ${notification.id} has lost its alarm or rule`);
      return { alarm, rule };
    });
  }

  /** A template that cannot be used must not keep the news from anybody. */
  async #render(kind: AlarmRuleKind, rule: AlarmRuleDefinition, context: LetterContext): Promise<Written> {
    try {
      return await this.#renderWith(kind, rule, context);
    } catch (error) {
      const templateNote = `The template of rule "${rule.name}" could not be used: ${messageOf(error)}`;
      const none = { subjectTemplate: null, bodyTemplate: null };
      return this.#renderWith(kind, none, { ...context, templateNote });
    }
  }

  async #renderWith(
    kind: AlarmRuleKind,
    { subjectTemplate, bodyTemplate }: Pick<AlarmRuleDefinition, 'subjectTemplate' | 'bodyTemplate'>,
    context: LetterContext,
  ): Promise<Written> {
    const ours = defaultTemplates(kind);
    const subject = await this.renderer.text(subjectTemplate ?? ours.subject, context);
    const text = await this.renderer.text(bodyTemplate ?? ours.text, context);
    const html =
      bodyTemplate === null
        ? await this.renderer.html(ours.html, context)
        : plainHtml(await this.renderer.escaped(text));
    return { subject: subject.replace(/\s+/g, ' ').trim(), text, html };
  }
}

function logNote(tail: LogTail | undefined): string {
  if (tail === undefined) return '';
  if (tail.kind === 'unavailable') return `The log could not be fetched (${tail.reason}).`;
  if (tail.lines === 0) return 'The run left no log.';
  if (tail.omitted === 0) return 'The log is attached.';
  return `The last ${tail.lines} lines of the log are attached; ${tail.omitted} earlier ones are not.`;
}
