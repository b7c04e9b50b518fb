import type { SendMailOptions } from 'nodemailer';
import type { Letter } from '../letter.js';

/** The letter as a mail. Its Message-ID follows from the content, its References from the alarm. */
export function mailOf(letter: Letter, from: string): SendMailOptions {
  const domain = /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'orrery.invalid';
  return {
    from,
    to: { name: '', address: letter.receiver },
    subject: letter.subject,
    date: letter.writtenFor,
    messageId: `<${letter.contentId}@${domain}>`,
    references: `<alarm.${letter.alarmId}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Alarm-Fingerprint': letter.fingerprint },
    text: letter.text,
    html: letter.html,
    attachments: letter.attachments.map(({ filename, content }) => ({
      filename,
      content,
      contentType: 'text/plain; charset=utf-8',
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
