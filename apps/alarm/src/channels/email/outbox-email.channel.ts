import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type Logger } from '@orrery/runtime';
import { Channel, type DeliveryOutcome } from '../channel.js';
import type { Letter } from '../letter.js';
import { mailOf } from './mail-of.js';

export interface OutboxOptions {
  /** Made when it is missing. */
  readonly directory: string;
  readonly from: string;
  readonly logger: Logger;
}

/** Where no SMTP server is configured: each mail becomes a file that any mail program opens. */
export class OutboxEmailChannel extends Channel {
  constructor(private readonly options: OutboxOptions) {
    super();
  }

  /** The file's name follows from the notification: written again after a crash, it replaces itself. */
  async deliver(letter: Letter): Promise<DeliveryOutcome> {
    const { directory, from, logger } = this.options;
    const stamp = letter.writtenFor.toISOString().replaceAll(/[:.]/g, '-');
    const file = join(directory, `${stamp}-${letter.notificationId}.eml`);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeWhole(file, await encoded(letter, from));
    } catch (error) {
      return { kind: 'retry', reason: `${file} could not be written: ${messageOf(error)}` };
    }
    logger.info({ file, receiver: letter.receiver }, `no SMTP server is configured; mail written to ${file}`);
    return { kind: 'sent', note: `written to ${file}` };
  }

  async close(): Promise<void> {}
}

async function encoded(letter: Letter, from: string): Promise<Buffer> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return (await transport.sendMail(mailOf(letter, from))).message as Buffer;
}

/** Nobody ever sees half of the file. */
async function writeWhole(file: string, content: Buffer): Promise<void> {
  const draft = `${file}.part`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
