import { describe, expect, it } from 'vitest';
import { leftOutNote, readLeftOutNote } from './left-out-note.js';

describe('a note of what is left out', () => {
  it.each(['attempt', 'run'] as const)('of the quota of %s can be read', (of) => {
    const note = leftOutNote({ lines: 90, bytes: 900 }, of, 100);
    expect(readLeftOutNote(note)).toEqual({ of, lines: 90, bytes: 900 });
  });

  it.each(['', '90 lines', '1 lines (2 bytes) are left out here: of something 3 bytes are kept'])(
    'is not "%s"',
    (text) => expect(readLeftOutNote(text)).toBeUndefined(),
  );
});
