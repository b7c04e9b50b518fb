import { describe, expect, it } from 'vitest';
import { packets } from './joined-statements.js';

describe('packets of statements', () => {
  it('hold as many as fit, in their order', () => {
    const [long, short] = ['x'.repeat(600_000), 'y'];
    expect(packets([short, short, long, long, short])).toEqual([
      [short, short, long],
      [long, short],
    ]);
    expect(packets([])).toEqual([]);
  });

  it('hold one that is longer than all may be', () => {
    const huge = 'x'.repeat(3_000_000);
    expect(packets(['a', huge, 'b']).map((packet) => packet.length)).toEqual([1, 1, 1]);
  });
});
