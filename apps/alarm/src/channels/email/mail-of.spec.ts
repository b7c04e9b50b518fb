import { describe, expect, it } from 'vitest';
import { given } from '../../testing/given.js';
import { mailOf } from './mail-of.js';

describe('mailOf', () => {
  it('gives the same content the same Message-ID, in the domain of the sender', () => {
    const mail = mailOf(given.letter(), 'Orrery <alarm@mail.example.org>');
    expect(mail.messageId).toBe('<n-1.1@mail.example.org>');
    expect(mail.references).toBe('<alarm.a-1@mail.example.org>');
    expect(mailOf(given.letter(), 'alarm@example.org').messageId).toBe('<n-1.1@example.org>');
  });

  it('takes no content from files or URLs', () => {
    expect(mailOf(given.letter(), 'a@b')).toMatchObject({ disableFileAccess: true, disableUrlAccess: true });
  });
});
