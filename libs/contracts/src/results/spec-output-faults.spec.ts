import { describe, expect, it } from 'vitest';
import { specOutputFaults } from './spec-output-faults.js';

function faultsOf(outputs: Record<string, string>) {
  return specOutputFaults({ kind: 'http', spec: { method: 'GET', url: 'http://localhost', outputs } });
}

describe('specOutputFaults', () => {
  it('finds none in paths under names', () => {
    expect(faultsOf({ id: '$.id', 'all-tags': '$..tags[*]' })).toEqual([]);
  });

  it('finds none where there are no outputs', () => {
    expect(specOutputFaults({ kind: 'http', spec: { method: 'GET', url: 'http://localhost' } })).toEqual([]);
    expect(specOutputFaults({ kind: 'shell', spec: { command: 'true' } })).toEqual([]);
  });

  it('points at each of them', () => {
    expect(faultsOf({ id: 'id', status: '$.status', 'a/b': '$.a', fine: '$' })).toEqual([
      { pointer: '/spec/outputs/id', detail: expect.stringContaining('is no JSONPath') as string },
      { pointer: '/spec/outputs/status', detail: 'is already the name of a part of the response' },
      {
        pointer: '/spec/outputs/a~1b',
        detail: 'must be named by letters, digits, "_", "." or "-", beginning with a letter or "_"',
      },
    ]);
  });
});
