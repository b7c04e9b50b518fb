import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainTo } from './chain-to.js';

const steps = (text: string) => text.split(' ').map((pair) => ({ taskId: pair[0]!, upstreamId: pair[2]! }));

it.each([
  ['a task after itself', 'a', 'a', 'x<y', ['a']],
  ['two tasks after each other', 'a', 'b', 'b<a', ['a', 'b']],
  ['a longer circle', 'a', 'b', 'b<c b<d d<a', ['a', 'b', 'd']],
])('names the circle: %s', (_, task, upstream, given, chain) => {
  expect(chainTo(task, upstream, steps(given))).toEqual(chain);
});

it('lets tasks meet again without a circle', () => {
  expect(chainTo('d', 'b', steps('b<a c<a d<c'))).toBeUndefined();
});

it('finds a circle exactly where following the steps comes back', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.record({ taskId: ids, upstreamId: ids });
  const property = fc.property(fc.array(step, { maxLength: 12 }), ids, ids, (given, task, upstream) => {
    let reached = new Set([upstream]);
    for (let n = 0; n < 6; n += 1) {
      reached = new Set([...reached, ...given.filter((s) => reached.has(s.taskId)).map((s) => s.upstreamId)]);
    }
    const chain = chainTo(task, upstream, given);
    expect(chain !== undefined).toBe(reached.has(task));
    const links = chain?.slice(1).map((id, n) => ({ taskId: chain[n]!, upstreamId: id })) ?? [];
    for (const link of links.slice(1)) expect(given).toContainEqual(link);
  });
  fc.assert(property);
});
