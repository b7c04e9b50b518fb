import type { ExpectedBody } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { BodyPattern } from './body-pattern.js';
import { expectedBodyFaults } from './expected-body-faults.js';

function faultsOf(expectBody?: ExpectedBody) {
  return expectedBodyFaults({ kind: 'http', spec: { method: 'GET', url: 'http://localhost', expectBody } });
}

describe('expectedBodyFaults', () => {
  it('finds none in what can be checked', () => {
    expect(faultsOf()).toEqual([]);
    expect(faultsOf({ contains: '(', matches: '^ok\\b', json: { '$.state': 'done' } })).toEqual([]);
    expect(expectedBodyFaults({ kind: 'shell', spec: { command: 'true' } })).toEqual([]);
  });

  it('points at each of them', () => {
    expect(faultsOf({ matches: '(?=a)', json: { state: 1, 'a/b': 2 } })).toEqual([
      { pointer: '/spec/expectBody/matches', detail: expect.stringContaining('RE2') as string },
      { pointer: '/spec/expectBody/json/state', detail: expect.stringContaining('is no JSONPath') as string },
      {
        pointer: '/spec/expectBody/json/a~1b',
        detail: expect.stringContaining('is no JSONPath') as string,
      },
    ]);
  });

  it.each(['a'.repeat(501), '(abcdefghij?){900}'])('refuses the pattern %s', (pattern) => {
    expect(faultsOf({ matches: pattern })).toHaveLength(1);
  });
});

it('a pattern takes no longer on a text made to keep it busy', () => {
  const pattern = BodyPattern.read('^(a+)+$') as BodyPattern;
  const startMs = performance.now();
  expect(pattern.isIn(`${'a'.repeat(50_000)}b`)).toBe(false);
  expect(performance.now() - startMs).toBeLessThan(2_000);
  expect(pattern.isIn('aaa')).toBe(true);
});
