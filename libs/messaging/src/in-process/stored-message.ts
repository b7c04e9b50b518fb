/** A message as a queue keeps it: its body as JSON text, so that sender and receiver share no object. */
export interface StoredMessage {
  readonly type: string;
  readonly id: string;
  readonly json: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly routingKey: string;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly deadlineMs?: number;
  /** On the monotonic clock (`performance.now()`); after it the message is dropped. */
  readonly expiresAtMs: number;
  returns: number;
  redelivered: boolean;
}
