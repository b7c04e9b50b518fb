import { describe, expect, it } from 'vitest';
import { AttemptLog } from './attempt-log.js';

const log = () =>
  new AttemptLog(
    'run',
    1,
    () => '2026-01-01T00:00:00.000Z',
    () => undefined,
  );

/** Sends everything, chunk by chunk. */
function drained(from: AttemptLog): string[] {
  const texts: string[] = [];
  for (let { lines } = from.chunk(); lines.length > 0; { lines } = from.chunk()) {
    texts.push(...lines.map(({ text }) => text));
    from.confirm(lines.length);
  }
  return texts;
}

describe('AttemptLog', () => {
  it('says how many lines it dropped, also when none comes after them', async () => {
    const full = log();
    for (let index = 0; index < 30; index += 1) full.append('stdout', 'x'.repeat(1_048_576));
    const sent = full.sent();
    const texts = drained(full);
    await sent;
    const [note] = texts.slice(-1);
    expect(note).toBe(
      `${30 - (texts.length - 1)} lines were dropped: they came faster than they could be sent`,
    );
  });

  it('takes two pipes full of empty lines without dropping any', () => {
    const narrow = log();
    for (let index = 0; index < 2 * 65_536; index += 1) narrow.append('stdout', '');
    expect(drained(narrow)).toHaveLength(2 * 65_536);
  });
});
