import type { DeliveryOutcome } from '../channel.js';

/** What nodemailer tells of a failed mail. */
export interface SmtpError {
  readonly message?: string;
  /** `EAUTH`, `ECONNECTION`, `EENVELOPE`, `EMESSAGE` … */
  readonly code?: string;
  /** The server's reply code. */
  readonly responseCode?: number;
}

/** Errors that speak of this receiver or this mail; all others speak of the connection or of our account. */
const aboutTheMail: readonly string[] = ['EENVELOPE', 'EMESSAGE'];

/**
 * 5xx for the receiver or the mail is final (RFC 5321, 4.2.1). Everything else may pass: 4xx, no connection, and also a
 * refused login or greeting, since those are mended by an operator while the notification waits.
 */
export function judgeSmtpError(error: SmtpError): Exclude<DeliveryOutcome, { kind: 'sent' }> {
  const reason = reasonOf(error);
  const { code = '', responseCode } = error;
  if (!aboutTheMail.includes(code)) return { kind: 'retry', reason };
  const final = responseCode === undefined || (responseCode >= 500 && responseCode < 600);
  return { kind: final ? 'refused' : 'retry', reason };
}

function reasonOf({ message = 'unknown error', code }: SmtpError): string {
  const line = message.replace(/\s+/g, ' ').trim().slice(0, 1_000);
  return code ? `${line} (${code})` : line;
}
