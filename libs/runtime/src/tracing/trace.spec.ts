import { describe, expect, it } from 'vitest';
import { currentTrace, newTraceparent, withTrace } from './trace.js';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

describe('tracing', () => {
  it('makes traceparents of the W3C form, each a new trace', () => {
    expect(newTraceparent()).toMatch(TRACEPARENT);
    expect(newTraceparent()).not.toBe(newTraceparent());
  });

  it('goes on with the given trace in a span of its own, across awaits', async () => {
    const parent = newTraceparent();
    expect(currentTrace()).toBeUndefined();
    await withTrace(parent, async () => {
      await new Promise(setImmediate);
      const trace = currentTrace();
      expect(trace?.traceparent).toMatch(TRACEPARENT);
      expect(trace?.traceId).toBe(parent.split('-')[1]);
      expect(trace?.spanId).not.toBe(parent.split('-')[2]);
    });
    expect(currentTrace()).toBeUndefined();
  });

  it('keeps the flags of the parent', () => {
    const parent = newTraceparent().replace(/01$/, '00');
    expect(withTrace(parent, () => currentTrace()?.traceparent)).toMatch(/-00$/);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    `ff-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
  ])('starts a new trace for %o', (parent) => {
    const trace = withTrace(parent, currentTrace);
    expect(trace?.traceparent).toMatch(TRACEPARENT);
    expect(trace?.traceId).not.toMatch(/^(0+|1+)$/);
  });

  it('keeps traces that run at the same time apart', async () => {
    const traceIdOf = () =>
      withTrace(undefined, async () => {
        const before = currentTrace()?.traceId;
        await new Promise(setImmediate);
        return [before, currentTrace()?.traceId];
      });
    const [one, two] = await Promise.all([traceIdOf(), traceIdOf()]);
    expect(one[0]).toBe(one[1]);
    expect(two[0]).toBe(two[1]);
    expect(one[0]).not.toBe(two[0]);
  });
});
