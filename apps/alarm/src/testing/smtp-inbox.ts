import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { vi } from 'vitest';

/** A real SMTP server for tests: keeps what it accepts, refuses the receivers it is told to refuse. */
export class SmtpInbox {
  readonly mails: { readonly to: string; readonly mail: ParsedMail }[] = [];
  /** Receiver -> reply code. */
  readonly refused = new Map<string, number>();
  #server?: SMTPServer;
  port = 0;

  /** Listens on the port it had before, if any. */
  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = this.refused.get(address);
        done(responseCode ? Object.assign(new Error('no such user'), { responseCode }) : undefined);
      },
      onData: (stream, session, done) => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        simpleParser(stream).then(
          (mail) => {
            this.mails.push({ to, mail });
            done();
          },
          (error: Error) => done(error),
        );
      },
    });
    server.on('error', () => undefined);
    server.listen(this.port, '127.0.0.1');
    await once(server.server, 'listening');
    this.port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  to(receiver: string): ParsedMail[] {
    return this.mails.filter(({ to }) => to === receiver).map(({ mail }) => mail);
  }

  /** Waits until at least `count` mails have come. */
  async has(count: number, limitMs = 15_000): Promise<void> {
    const enough = () => {
      if (this.mails.length < count) throw new Error(`${this.mails.length} of ${count} mails`);
    };
    await vi.waitFor(enough, { timeout: limitMs, interval: 10 });
  }
}
