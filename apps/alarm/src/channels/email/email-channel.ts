import { join } from 'node:path';
import type { Logger } from '@orrery/runtime';
import type { Channel } from '../channel.js';
import { OutboxEmailChannel } from './outbox-email.channel.js';
import { SmtpEmailChannel } from './smtp-email.channel.js';

export interface EmailOptions {
  readonly smtpUrl: string | undefined;
  readonly smtpFrom: string;
  readonly outboxDir: string;
  readonly connections: number;
  readonly logger: Logger;
}

/** E-mail as it is configured: through the SMTP server, or into files where there is none. */
export function emailChannel(options: EmailOptions): Channel {
  const { smtpUrl: url, smtpFrom: from, outboxDir: directory, connections, logger } = options;
  if (url !== undefined) return new SmtpEmailChannel({ url, from, connections });
  logger.info(`ORRERY_SMTP_URL is not set; mails are written to ${join(directory, '*.eml')}`);
  return new OutboxEmailChannel({ directory, from, logger });
}
