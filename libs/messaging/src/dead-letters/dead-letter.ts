import type { Message } from 'amqplib';

/** What one look at a dead message shows. */
export interface DeadLetter {
  readonly id: string;
  readonly type: string;
  /** When it was published, if its sender said so. */
  readonly sentAt: Date | undefined;
  /** Why it died: `rejected`, `delivery_limit`, `expired`, `maxlen`. */
  readonly reason: string;
  readonly excerpt: string;
}

const EXCERPT_LENGTH = 200;

export function readDeadLetter({ properties, content }: Message): DeadLetter {
  const deaths = properties.headers?.['x-death'] as { reason?: string }[] | undefined;
  const sentAtS = properties.timestamp as number | undefined;
  return {
    id: String(properties.messageId ?? ''),
    type: String(properties.type ?? ''),
    sentAt: sentAtS === undefined ? undefined : new Date(sentAtS * 1000),
    reason: deaths?.[0]?.reason ?? 'unknown',
    excerpt: content.toString('utf8').slice(0, EXCERPT_LENGTH),
  };
}
