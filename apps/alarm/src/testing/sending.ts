import { SystemClock, createLogger, newId } from '@orrery/runtime';
import type { Channel } from '../channels/channel.js';
import { SmtpEmailChannel } from '../channels/email/smtp-email.channel.js';
import { LetterWriter } from '../notifying/letter-writer.js';
import { NotificationSender } from '../notifying/notification-sender.js';
import { RunLog, type LogTail } from '../notifying/run-log.js';
import { SendingLeases } from '../notifying/sending-leases.js';
import type { Storage } from '../storage/storage.js';
import { TemplateRenderer } from '../templates/template-renderer.js';

/** A run log that says what the test wants. */
export class FixedRunLog extends RunLog {
  constructor(readonly answer: LogTail = { kind: 'read', text: 'boom\n', lines: 1, omitted: 0 }) {
    super();
  }

  async tail(): Promise<LogTail> {
    return this.answer;
  }
}

export function smtpChannel(url: string): SmtpEmailChannel {
  return new SmtpEmailChannel({ url, from: 'Orrery <orrery@example.org>', connections: 5 });
}

/** A sender as one alarm node has it. */
export function senderOn(
  storage: Storage,
  channel: Channel,
  { leaseMs = 30_000, log = new FixedRunLog(), stopping = new AbortController() } = {},
): { readonly sender: NotificationSender; readonly leases: SendingLeases } {
  const leases = new SendingLeases(storage, newId(), leaseMs);
  const writer = new LetterWriter(storage, log, new TemplateRenderer(), 'https://orrery.example.org/');
  const sender = new NotificationSender({
    storage,
    leases,
    writer,
    channel,
    clock: new SystemClock(),
    logger: createLogger('test', 'silent'),
    batchSize: 10,
    stopping: stopping.signal,
    abandon: new AbortController().signal,
  });
  return { sender, leases };
}
