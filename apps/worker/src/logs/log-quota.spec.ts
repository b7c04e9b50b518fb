import type { LogPiece } from '@orrery/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogQuota } from './log-quota.js';

const at = '2026-01-01T00:00:00.000Z';
const piece = (...lines: string[]): LogPiece => ({
  stream: 'stdout',
  at,
  count: lines.length,
  bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')),
});
const linesOf = (pieces: readonly LogPiece[]) =>
  pieces.flatMap(({ bytes }) => bytes.toString().split('\n').slice(0, -1));

/** What is kept of these pieces. */
function kept(limitBytes: number, pieces: readonly LogPiece[]) {
  const quota = new LogQuota(limitBytes);
  const head = pieces.flatMap((each) => quota.pass(each) ?? []);
  const rest = quota.rest(at);
  const note = rest.find(({ stream }) => stream === 'system');
  return {
    head: linesOf(head),
    note: note?.bytes.toString(),
    tail: linesOf(rest.filter((each) => each !== note)),
  };
}

describe('LogQuota', () => {
  it('lets everything through that fits', () => {
    expect(kept(100, [piece('a', 'b'), piece('c')])).toEqual({
      head: ['a', 'b', 'c'],
      note: undefined,
      tail: [],
    });
  });

  it('keeps the beginning and the end of what does not, and says what is between them', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${String(index).padStart(4, '0')}`);
    const { head, note, tail } = kept(100, [piece(...lines)]);
    expect([head, tail]).toEqual([lines.slice(0, 7), lines.slice(-3)]);
    expect(note).toBe("90 lines (900 bytes) are left out here: of an attempt's log 100 bytes are kept\n");
  });

  it('drops nothing when beginning and end meet', () => {
    const lines = Array.from({ length: 10 }, (_, index) => `line ${String(index).padStart(4, '0')}`);
    const { head, note, tail } = kept(
      100,
      lines.map((line) => piece(line)),
    );
    expect([[...head, ...tail], note]).toEqual([lines, undefined]);
  });

  it('keeps no more small pieces than large ones in memory', () => {
    const quota = new LogQuota(64 * 1_048_576);
    quota.pass({ ...piece(), count: 1, bytes: Buffer.from(`${'x'.repeat(63 * 1_048_576 - 1)}\n`) });
    for (let sent = 0; sent < 20_000; sent += 1) quota.pass(piece(''));
    const [note, ...tail] = quota.rest(at);
    expect(tail.length).toBeGreaterThan(12_000);
    expect(tail.length * 81).toBeLessThanOrEqual(1_048_576 + 81);
    expect(note!.bytes.toString()).toMatch(new RegExp(`^${20_000 - tail.length} lines`));
  });

  it('accounts for every line, in whatever pieces they come', () => {
    const pieces = fc.array(fc.array(fc.stringMatching(/^[a-z]{0,40}$/), { minLength: 1, maxLength: 20 }));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 40, max: 2_000 }), (groups, limit) => {
        const { head, note, tail } = kept(
          limit,
          groups.map((lines) => piece(...lines)),
        );
        const all = groups.flat();
        const [, lines = '0', bytes = '0'] = /^(\d+) lines \((\d+) bytes\)/.exec(note ?? '') ?? [];
        const left = all.slice(head.length, all.length - tail.length);
        expect([head, tail]).toEqual([all.slice(0, head.length), all.slice(all.length - tail.length)]);
        expect([left.length, left.join('').length + left.length]).toEqual([Number(lines), Number(bytes)]);
        expect([...head, ...tail].join('').length + head.length + tail.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
