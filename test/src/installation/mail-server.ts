import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CuttableProxy } from '@orrery/testing';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { until } from './until.js';

/** A real SMTP server that keeps what it receives, and that a test can take away and bring back. */
export class MailServer {
  private readonly received: { readonly receiver: string; readonly mail: ParsedMail }[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      simpleParser(stream)
        .then((mail) => {
          for (const { address } of session.envelope.rcptTo) this.received.push({ receiver: address, mail });
        })
        .then(() => done(), done);
    },
  });
  private proxy: CuttableProxy;

  static async start(): Promise<MailServer> {
    const mails = new MailServer();
    const listener = mails.server.listen(0, '127.0.0.1');
    mails.server.on('error', () => undefined); // a connection that the proxy cut
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    mails.proxy = await CuttableProxy.to(`smtp://127.0.0.1:${port}`, port);
    return mails;
  }

  get url(): string {
    return this.proxy.url;
  }

  goDown(): void {
    this.proxy.refuse();
  }

  comeUp(): void {
    this.proxy.restore();
  }

  /** All mails to this receiver so far. */
  mailsTo(receiver: string): ParsedMail[] {
    return this.received.filter((each) => each.receiver === receiver).map(({ mail }) => mail);
  }

  /** The first mail to this receiver. */
  async mailTo(receiver: string, withinMs = 20_000): Promise<ParsedMail> {
    return until(`a mail to ${receiver}`, () => this.mailsTo(receiver)[0], withinMs);
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }
}
