import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open, seal, UnopenableError } from './envelope.js';

const key = randomBytes(32);
const place = 'secret|sealed_value|id-1|1';
const content = Buffer.from('correct horse, ü💥\n');

describe('a sealed text', () => {
  it('opens with its key, at its place', () => {
    const sealed = seal(key, 'k1', place, content);
    expect(sealed).toMatch(/^v1:k1:[\w-]{16}:[\w-]{22}:[\w-]+$/);
    expect(sealed).not.toContain('horse');
    expect(open(key, 'k1', place, sealed)).toEqual(content);
    expect(open(key, 'k1', place, seal(key, 'k1', place, Buffer.alloc(0)))).toHaveLength(0);
  });

  it('is another one each time', () => {
    expect(seal(key, 'k1', place, content)).not.toBe(seal(key, 'k1', place, content));
  });

  it('does not open with another key, at another place, or under another name of the key', () => {
    const sealed = seal(key, 'k1', place, content);
    expect(() => open(randomBytes(32), 'k1', place, sealed)).toThrow(UnopenableError);
    expect(() => open(key, 'k1', 'secret|sealed_value|id-2|1', sealed)).toThrow(UnopenableError);
    expect(() => open(key, 'k2', place, sealed)).toThrow(UnopenableError);
  });

  it('does not open when any part of it was changed', () => {
    const parts = seal(key, 'k1', place, content).split(':');
    for (const index of parts.keys()) {
      const first = parts[index]!.startsWith('A') ? 'B' : 'A';
      const changed = parts.with(index, first + parts[index]!.slice(1)).join(':');
      expect(() => open(key, 'k1', place, changed), `part ${index}`).toThrow(UnopenableError);
    }
  });

  it.each(['', 'v1:k1', 'v1:k1:::', 'v1:k1:AAAA:AAAA:AAAA', 'v1:k1:a:b:c:d'])(
    'does not open when it is "%s"',
    (text) => {
      expect(() => open(key, 'k1', place, text)).toThrow(UnopenableError);
    },
  );

  it('does not open with a part of its tag only', () => {
    const [version, id, iv, tag, sealed] = seal(key, 'k1', place, content).split(':');
    const short = [version, id, iv, tag!.slice(0, 6), sealed].join(':');
    expect(() => open(key, 'k1', place, short)).toThrow(UnopenableError);
  });
});
