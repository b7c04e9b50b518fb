import { describe, expect, it } from 'vitest';
import { foundFiles, noteVariables } from './note-files.js';
import { readCheckpoint, readProgress } from './read-notes.js';

const text = (written: string) => ({ kind: 'text', text: written }) as const;

describe('a checkpoint of a program', () => {
  it.each([
    ['{"page": 2}\n', { page: 2 }],
    [
      '{"ids": [1, "a \\"b\\" c", null, 1.5e-7],\n "of": -9007199254740991}',
      { ids: [1, 'a "b" c', null, 1.5e-7], of: -9007199254740991 },
    ],
    ['page=2\nof=9\n', 'page=2\nof=9\n'],
    ['{"page": ', '{"page": '],
    ['[', '['],
  ])('%j is kept, and given to the next attempt as it was', (written, value) => {
    expect(readCheckpoint(text(written))).toEqual({ kind: 'read', value });
    const found = Object.values(foundFiles({ checkpoint: { value } }));
    expect(readCheckpoint(text(found[0]!))).toEqual({ kind: 'read', value });
    if (typeof value === 'string') expect(found).toEqual([written]);
  });

  it.each([
    ...['1234567890123456789\n', '1e400', '1.10', '42\n', '-0', '"page"', ' null'],
    ...['{"id": 1234567890123456789}', '[1e400]', '{"at": [{"amount": 1.10}]}', '[-0]', '{"a": 1, "a": 2}'],
    ...['["\\u00e4"]', '{"b": 1, "1": 2}'],
  ])('%j is kept as it is, as its value would be another one when it is written again', (written) => {
    expect(readCheckpoint(text(written))).toEqual({ kind: 'read', value: written });
    expect(Object.values(foundFiles({ checkpoint: { value: written } }))).toEqual([written]);
  });

  it.each(['', ' \n'])('is not %j', (written) => {
    expect(readCheckpoint(text(written))).toEqual({ kind: 'none' });
  });

  it('may be neither too long nor too deep', () => {
    expect(readCheckpoint(text('"'.repeat(40_000)))).toMatchObject({ kind: 'faulty' });
    expect(readCheckpoint(text('['.repeat(200) + ']'.repeat(200)))).toEqual({
      kind: 'read',
      value: '['.repeat(200) + ']'.repeat(200),
    });
    const hidden = '["\n' + '['.repeat(60_000);
    expect(readCheckpoint(text(hidden))).toEqual({ kind: 'read', value: hidden });
  });

  it('is named only where there is one', () => {
    expect(noteVariables({}, '/attempt')).toEqual({
      ORRERY_CHECKPOINT: '/attempt/.orrery-checkpoint',
      ORRERY_PROGRESS: '/attempt/.orrery-progress',
      ORRERY_LAST_CHECKPOINT: '',
    });
    const given = { checkpoint: { value: null } };
    expect(noteVariables(given, '/attempt')).toMatchObject({
      ORRERY_LAST_CHECKPOINT: '/attempt/.orrery-last-checkpoint',
    });
    expect(foundFiles(given)).toEqual({ '.orrery-last-checkpoint': 'null' });
    expect(foundFiles({})).toEqual({});
  });
});

describe('progress of a program', () => {
  it.each([
    ['0.4\n', 0.4, null],
    ['40%', 0.4, null],
    ['.5 half\n', 0.5, 'half'],
    ['1 all of it, in\ntwo lines', 1, 'all of it, in\ntwo lines'],
    ['0', 0, null],
  ])('%j', (written, fraction, message) => {
    expect(readProgress(text(written))).toEqual({ kind: 'read', value: { fraction, message } });
  });

  it.each(['half', '2', '101%', '-1', '1e9', 'NaN'])('is not %j', (written) => {
    expect(readProgress(text(written))).toMatchObject({ kind: 'faulty' });
  });

  it('is not an empty file', () => expect(readProgress(text('\n'))).toEqual({ kind: 'none' }));
});
