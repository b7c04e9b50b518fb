import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, textWidth } from './text-width.js';

describe('cutting a text', () => {
  it('leaves what fits as it is', () => {
    expect(cutToWidth('orders', 100, 12, 'mono', 'middle')).toBe('orders');
  });

  it('leaves out the middle, or the end', () => {
    expect(cutToWidth('extract-orders-from-eu-west-1', 100, 12, 'mono', 'middle')).toBe('extract…est-1');
    expect(cutToWidth('held back: the pool is full', 100, 12, 'mono', 'end')).toBe('held back: t…');
  });

  it('never gives more than fits, and never half a character', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('データの検証👩‍👩‍👧‍👦と変換'));
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 10, max: 200 }),
        fc.constantFrom('middle' as const, 'end' as const),
        (text, width, cut) => {
          const shown = cutToWidth(text, width, 12, 'mono', cut);
          expect(textWidth(shown, 12, 'mono')).toBeLessThanOrEqual(width);
          expect(shown).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });
});
