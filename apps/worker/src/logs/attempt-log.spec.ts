import { describe, expect, it } from 'vitest';
import { linesOfLog } from '../testing/lines-of-log.js';
import { AttemptLog } from './attempt-log.js';

const log = () =>
  new AttemptLog({
    runId: 'run',
    attempt: 1,
    now: () => '2026-01-01T00:00:00.000Z',
    onAppend: () => undefined,
    limitBytes: 64 * 1_048_576,
  });

describe('AttemptLog', () => {
  it('says how many lines it dropped, also when none comes after them', async () => {
    const full = log();
    for (let index = 0; index < 30; index += 1) full.append('stdout', 'x'.repeat(1_048_576));
    const sent = full.sent();
    const texts = (await linesOfLog(full)).map(({ text }) => text);
    await sent;
    const [note] = texts.slice(-1);
    expect(note).toBe(
      `${30 - (texts.length - 1)} lines were dropped: they came faster than they could be sent`,
    );
  });

  it('takes two pipes full of empty lines without dropping any', async () => {
    const narrow = log();
    for (let index = 0; index < 2 * 65_536; index += 1) narrow.append('stdout', '');
    expect(await linesOfLog(narrow)).toHaveLength(2 * 65_536);
  });

  it('makes lines of a text that has several', async () => {
    const several = log();
    several.append('system', 'one\ntwo');
    several.append('stderr', 'three');
    expect((await linesOfLog(several)).map(({ n, stream, text }) => [n, stream, text])).toEqual([
      [1, 'system', 'one'],
      [2, 'system', 'two'],
      [3, 'stderr', 'three'],
    ]);
  });

  it('hides secrets in lines that come together, each by itself', async () => {
    const hiding = log();
    hiding.hide({ text: (text) => text.replaceAll('s3cret', '***') });
    hiding.appendLines('stdout', Buffer.from('a s3cret\nplain\n'), 2);
    hiding.append('stdout', 's3cret');
    expect((await linesOfLog(hiding)).map(({ text }) => text)).toEqual(['a ***', 'plain', '***']);
  });
});
