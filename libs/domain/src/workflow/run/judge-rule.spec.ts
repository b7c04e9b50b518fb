import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { triggerRules } from '../trigger-rule.js';
import { judgeRule, type RuleVerdict } from './judge-rule.js';

/** succeeded, failed, skipped, still open. */
type Upstream = readonly [number, number, number, number];

const judge = (rule: (typeof triggerRules)[number], [succeeded, failed, skipped, open]: Upstream) =>
  judgeRule(rule, { total: succeeded + failed + skipped + open, succeeded, failed, skipped });

describe.each<[(typeof triggerRules)[number], [Upstream, RuleVerdict][]]>([
  [
    'all_success',
    [
      [[2, 0, 0, 0], 'start'],
      [[1, 0, 0, 1], 'wait'],
      [[1, 1, 0, 1], 'upstream_failed'],
      [[1, 0, 1, 1], 'skip'],
      [[0, 1, 1, 0], 'upstream_failed'],
    ],
  ],
  [
    'all_done',
    [
      [[1, 1, 1, 0], 'start'],
      [[1, 1, 1, 1], 'wait'],
    ],
  ],
  [
    'one_success',
    [
      [[1, 1, 0, 5], 'start'],
      [[0, 1, 1, 1], 'wait'],
      [[0, 1, 1, 0], 'upstream_failed'],
      [[0, 0, 2, 0], 'skip'],
    ],
  ],
  [
    'one_failed',
    [
      [[0, 1, 0, 5], 'start'],
      [[2, 0, 0, 1], 'wait'],
      [[2, 0, 1, 0], 'skip'],
    ],
  ],
  [
    'none_failed',
    [
      [[1, 0, 1, 0], 'start'],
      [[0, 0, 2, 0], 'start'],
      [[1, 0, 0, 1], 'wait'],
      [[1, 1, 0, 1], 'upstream_failed'],
    ],
  ],
  [
    'none_failed_min_one_success',
    [
      [[1, 0, 1, 0], 'start'],
      [[0, 0, 2, 0], 'skip'],
      [[0, 1, 0, 1], 'upstream_failed'],
      [[1, 0, 0, 1], 'wait'],
    ],
  ],
  [
    'all_failed',
    [
      [[0, 2, 0, 0], 'start'],
      [[0, 1, 0, 1], 'wait'],
      [[1, 0, 0, 1], 'skip'],
      [[0, 1, 1, 0], 'skip'],
    ],
  ],
  ['always', [[[0, 0, 0, 3], 'start']]],
])('%s', (rule, cases) => {
  it.each(cases)('of %j: %s', (upstream, verdict) => {
    expect(judge(rule, upstream)).toBe(verdict);
  });
});

describe('any rule', () => {
  const upstream = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4));
  const rules = fc.constantFrom(...triggerRules);

  it('starts a node that depends on nothing, and leaves none waiting when all above has ended', () => {
    fc.assert(
      fc.property(rules, upstream, (rule, [succeeded, failed, skipped]) => {
        expect(judge(rule, [0, 0, 0, 0])).toBe('start');
        expect(judge(rule, [succeeded, failed, skipped, 0])).not.toBe('wait');
      }),
    );
  });

  it('does not take back what it has said when more nodes end', () => {
    fc.assert(
      fc.property(rules, upstream, fc.nat(2), (rule, [succeeded, failed, skipped, open], which) => {
        const before = judge(rule, [succeeded, failed, skipped, open + 1]);
        const more = [0, 1, 2].map((index) => (index === which ? 1 : 0)) as [number, number, number];
        const after = judge(rule, [succeeded + more[0], failed + more[1], skipped + more[2], open]);
        if (before === 'start') expect(after).toBe('start');
        if (before !== 'wait') expect(after).not.toBe('wait');
      }),
    );
  });
});
