import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepestResult, nestsTooDeep, resultFault } from './result-limits.js';

/** Lists in lists. */
function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

describe('resultFault', () => {
  it('finds nothing wrong with what fits', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => resultFault(value, 1e9) === undefined));
    expect(resultFault(undefined, 10)).toBeUndefined();
  });

  it('counts bytes, not characters', () => {
    expect(resultFault('äää', 8)).toBeUndefined();
    expect(resultFault('äää', 7)).toBe('is longer than 7 bytes of JSON (it has 8)');
  });

  it('refuses what is no JSON', () => {
    expect(resultFault(1n, 100)).toContain('is not JSON: TypeError');
    expect(resultFault(JSON.parse(nested(100_000)), 1e9)).toContain('is not JSON: RangeError');
  });

  it('refuses what nests too deep', () => {
    expect(resultFault(JSON.parse(nested(deepestResult)), 1e9)).toBeUndefined();
    expect(resultFault(JSON.parse(nested(deepestResult + 1)), 1e9)).toBe('nests deeper than 100 levels');
  });
});

describe('nestsTooDeep', () => {
  it('does not count brackets within texts', () => {
    expect(nestsTooDeep(JSON.stringify(`\\"${nested(200)}\\`))).toBe(false);
    expect(nestsTooDeep(JSON.stringify(['"', '\\', nested(200)]))).toBe(false);
  });

  it('does not count what is closed again', () => {
    expect(nestsTooDeep(`[${Array(500).fill('{}').join()}]`)).toBe(false);
  });
});
