import { describe, expect, it } from 'vitest';
import { judgeSmtpError } from './judge-smtp-error.js';

describe('judgeSmtpError', () => {
  it.each([
    ['EENVELOPE', 550, 'refused'],
    ['EENVELOPE', 553, 'refused'],
    ['EMESSAGE', 554, 'refused'],
    ['EMESSAGE', 552, 'refused'],
    ['EENVELOPE', undefined, 'refused'],
    ['EENVELOPE', 450, 'retry'],
    ['EENVELOPE', 452, 'retry'],
    ['EMESSAGE', 451, 'retry'],
    ['ECONNECTION', 421, 'retry'],
    ['ECONNECTION', undefined, 'retry'],
    ['ESOCKET', undefined, 'retry'],
    ['ETIMEDOUT', undefined, 'retry'],
    ['EDNS', undefined, 'retry'],
    ['EPROTOCOL', 554, 'retry'],
    ['EAUTH', 535, 'retry'],
    [undefined, undefined, 'retry'],
  ])('%s %s -> %s', (code, responseCode, kind) => {
    expect(judgeSmtpError({ message: 'why', code, responseCode }).kind).toBe(kind);
  });

  it('keeps the reason in one line', () => {
    const { reason } = judgeSmtpError({ message: 'Mail refused:\r\n 550 no such user', code: 'EENVELOPE' });
    expect(reason).toBe('Mail refused: 550 no such user (EENVELOPE)');
  });
});
