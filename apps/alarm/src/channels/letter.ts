export interface Attachment {
  readonly filename: string;
  readonly content: string;
}

/** A notification written out for one receiver, before a channel gives it its own form. */
export interface Letter {
  readonly notificationId: string;
  /** The same for the same content: a letter sent twice is recognised by it. */
  readonly contentId: string;
  /** Letters of one alarm belong together. */
  readonly alarmId: string;
  readonly fingerprint: string;
  readonly receiver: string;
  readonly writtenFor: Date;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
}
