import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routingPolicies } from '../task/routing.js';
import { afterShards } from './after-shards.js';
import { effectiveSlots } from './effective-slots.js';
import { routingFaults } from './routing-faults.js';
import { isHealthy } from './worker-health.js';

describe('slow start', () => {
  it('grows from one slot to all of them and never shrinks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(20_000), fc.nat(20_000), (slots, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const before = effectiveSlots(slots, early, 10_000);
        expect(before).toBeGreaterThanOrEqual(1);
        expect(before).toBeLessThanOrEqual(effectiveSlots(slots, late, 10_000));
        expect(effectiveSlots(slots, 10_000, 10_000)).toBe(slots);
      }),
    );
    expect([0, 2_500, 5_000, 9_999].map((ms) => effectiveSlots(8, ms, 10_000))).toEqual([1, 2, 4, 8]);
    expect(effectiveSlots(8, 0, 0)).toBe(8);
  });
});

describe('contradictions of routing', () => {
  it.each(routingPolicies)('%s refuses what belongs to another policy', (policy) => {
    const pointers = routingFaults({ routing: { policy, shards: 2, hashParam: 'id' } }).map(
      ({ pointer }) => pointer,
    );
    const expected = [
      ...(policy === 'SHARDING' ? [] : ['/routing/shards']),
      ...(policy === 'CONSISTENT_HASH' ? [] : ['/routing/hashParam']),
    ];
    expect(pointers).toEqual(expected);
    expect(routingFaults({ routing: { policy } })).toEqual([]);
  });
});

describe('the parent of shards', () => {
  it('is over with the last one, and succeeded when all did', () => {
    expect(afterShards({ total: 4, ended: 1, failed: 1 })).toEqual({ kind: 'wait' });
    expect(afterShards({ total: 4, ended: 4, failed: 0 })).toEqual({ kind: 'succeeded' });
    expect(afterShards({ total: 4, ended: 4, failed: 1 })).toEqual({ kind: 'failed' });
  });
});

describe('health', () => {
  const well = { silentMs: 900, loopLagMs: 5, freeCpu: 0.5, freeMemoryBytes: 50, totalMemoryBytes: 100 };

  it('is lost to silence, a stuck loop, or a machine without air', () => {
    expect(isHealthy(well)).toBe(true);
    expect(isHealthy({ ...well, totalMemoryBytes: 0, freeMemoryBytes: 0 })).toBe(true);
    for (const ill of [{ silentMs: 9_000 }, { loopLagMs: 900 }, { freeCpu: 0 }, { freeMemoryBytes: 1 }]) {
      expect(isHealthy({ ...well, ...ill })).toBe(false);
    }
  });
});
