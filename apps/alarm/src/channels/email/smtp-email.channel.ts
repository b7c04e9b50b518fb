import type { Transporter } from 'nodemailer';
import { Channel, type DeliveryOutcome } from '../channel.js';
import type { Letter } from '../letter.js';
import { judgeSmtpError, type SmtpError } from './judge-smtp-error.js';
import { mailOf } from './mail-of.js';

export interface SmtpOptions {
  /** `smtp://user:password@host:port`, or `smtps://`. */
  readonly url: string;
  readonly from: string;
  readonly connections: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Without a byte from the server. */
const SILENCE_TIMEOUT_MS = 20_000;

/** Sends mail through an SMTP server, over a pool of kept connections. */
export class SmtpEmailChannel extends Channel {
  #transport?: Promise<Transporter>;

  constructor(private readonly options: SmtpOptions) {
    super();
  }

  async deliver(letter: Letter): Promise<DeliveryOutcome> {
    this.#transport ??= openTransport(this.options);
    const transport = await this.#transport;
    try {
      const info = (await transport.sendMail(mailOf(letter, this.options.from))) as { response?: string };
      return { kind: 'sent', note: `${new URL(this.options.url).host} answered ${info.response ?? 'OK'}` };
    } catch (error) {
      return judgeSmtpError(error as SmtpError);
    }
  }

  async close(): Promise<void> {
    (await this.#transport)?.close();
    this.#transport = undefined;
  }
}

/** Loaded with the first mail: no start waits for it. */
async function openTransport({ url, connections }: SmtpOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // The outbox decides about another try; a requeue in here could send a mail whose reply was lost without a trace.
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  });
}
