import { describe, expect, it } from 'vitest';
import { SecretMask } from './secret-mask.js';

describe('secrets in what an attempt says', () => {
  it('are hidden wherever they stand', () => {
    const mask = new SecretMask(['s3cret', 'other one']);
    expect(mask.text('a s3cret, s3crets and another one!')).toBe('a ***, ***s and an***!');
    expect(mask.text('nothing of it')).toBe('nothing of it');
  });

  it('are hidden line by line', () => {
    const mask = new SecretMask(['-----BEGIN\r\n  line one\nxy\nline two\n-----END\n']);
    expect(['-----BEGIN', '  line one', 'xy', 'line two', '-----END'].map((line) => mask.text(line))).toEqual(
      ['***', '  ***', 'xy', '***', '***'],
    );
  });

  it('are hidden as JSON and addresses write them', () => {
    const mask = new SecretMask(['pass "word"/ü&x']);
    expect(mask.text(JSON.stringify({ p: 'pass "word"/ü&x' }))).toBe('{"p":"***"}');
    expect(mask.text(`?p=${encodeURIComponent('pass "word"/ü&x')}&q`)).toBe('?p=***&q');
  });

  it('are hidden whole where one holds another', () => {
    expect(new SecretMask(['token', 'token-of-ada']).text('token-of-ada token')).toBe('*** ***');
  });

  it('are left alone when they are shorter than four characters, and where there are none', () => {
    expect(new SecretMask(['abc', '', ' \n ']).text('abc def')).toBe('abc def');
    expect(new SecretMask([]).value({ a: ['b'] })).toEqual({ a: ['b'] });
  });

  it('are hidden in values of every shape', () => {
    const value = { s3cret: ['s3cret', 7, null, { deep: 'as3cretb' }], plain: true };
    expect(new SecretMask(['s3cret']).value(value)).toEqual({
      '***': ['***', 7, null, { deep: 'a***b' }],
      plain: true,
    });
  });

  it('do not mind halves of characters', () => {
    expect(new SecretMask(['half \ud83d']).text('x')).toBe('x');
  });
});
