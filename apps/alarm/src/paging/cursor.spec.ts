import { InvalidError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { cursorOf, positionOf } from './cursor.js';

describe('cursor', () => {
  it('brings a position through a URL', () => {
    const position = { at: new Date('2026-03-01T10:00:00.123Z'), id: 'ü-1' };
    const cursor = cursorOf(position);
    expect(encodeURIComponent(cursor)).toBe(cursor);
    expect(positionOf(cursor)).toEqual(position);
  });

  it.each([
    '',
    'x',
    '////',
    'W10',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["a","b"]').toString('base64url'),
  ])('refuses %j', (cursor) => {
    expect(() => positionOf(cursor)).toThrow(InvalidError);
  });
});
