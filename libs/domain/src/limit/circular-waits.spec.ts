import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circularWaits, wayAround, type Wait } from './circular-waits.js';

const all = (id: string, ...on: string[]): Wait => ({ id, until: 'all', on });
const any = (id: string, ...on: string[]): Wait => ({ id, until: 'any', on });

const waits = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 11 }).map(String),
      until: fc.constantFrom('all' as const, 'any' as const),
      on: fc.array(fc.integer({ min: 0, max: 13 }).map(String), { maxLength: 4 }),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  .map((given): readonly Wait[] => given);

/** Those who never end, by letting whoever can end do so again and again. */
function stuckOf(given: readonly Wait[]): Set<string> {
  const stuck = new Set(given.map(({ id }) => id));
  const canEnd = ({ until, on }: Wait) => {
    const ended = on.filter((id) => !stuck.has(id));
    return on.length === 0 || (until === 'any' ? ended.length > 0 : ended.length === on.length);
  };
  for (let wait; (wait = given.find((each) => stuck.has(each.id) && canEnd(each)));) stuck.delete(wait.id);
  return stuck;
}

describe('those who wait for each other for ever', () => {
  it('are two who have what the other wants, and not who merely waits for them', () => {
    // Runs of A and B have the one slot of A and of B; each waits for a run inside of it, which wants the slot of the other.
    const given = [all('a', 'b in a'), any('b in a', 'b'), all('b', 'a in b'), any('a in b', 'a')];
    const circle = ['a', 'a in b', 'b', 'b in a'];
    expect(circularWaits([...given, any('third', 'b')])).toEqual([circle]);
    expect(wayAround(given, circle, 'b in a')).toEqual(['b in a', 'b', 'a in b', 'a']);
  });

  it('are none where one of several slots gets free', () => {
    const given = [all('a', 'b in a'), all('b', 'a in b'), any('a in b', 'a')];
    expect(circularWaits([...given, any('b in a', 'b', 'plain')])).toEqual([]);
    expect(circularWaits([...given, any('b in a', 'b')])).toHaveLength(1);
  });

  it('are none where nobody waits, or for nobody', () => {
    expect(circularWaits([])).toEqual([]);
    expect(circularWaits([all('a'), any('b')])).toEqual([]);
  });

  it('are found exactly where somebody is stuck, whoever comes first', () => {
    fc.assert(
      fc.property(waits, (given) => {
        const stuck = stuckOf(given);
        const circles = circularWaits(given);
        expect(circles.length > 0).toBe(stuck.size > 0);
        const again = circularWaits([...given].reverse());
        expect([...again].sort()).toEqual([...circles].sort());
        for (const id of circles.flat()) expect(stuck.has(id)).toBe(true);
        expect(new Set(circles.flat()).size).toBe(circles.flat().length);
      }),
    );
  });

  it('wait for nobody outside who could go on, and one comes round from each of them', () => {
    fc.assert(
      fc.property(waits, (given) => {
        const stuck = stuckOf(given);
        const byId = new Map(given.map((wait) => [wait.id, wait]));
        for (const circle of circularWaits(given)) {
          for (const id of circle) {
            const inside = byId.get(id)!.on.filter((on) => stuck.has(on));
            expect(circle).toEqual(expect.arrayContaining(inside));
            const way = wayAround(given, circle, id);
            expect(way[0]).toBe(id);
            way.forEach((each, at) => expect(byId.get(each)!.on).toContain(way[(at + 1) % way.length]));
          }
        }
      }),
    );
  });

  it('are freed, all of them, by ending one of a circle again and again', () => {
    fc.assert(
      fc.property(waits, (given) => {
        let left = given;
        for (let n = 0; n <= given.length; n += 1) {
          const circles = circularWaits(left);
          if (circles.length === 0) break;
          left = left.filter(({ id }) => !circles.some(([first]) => first === id));
        }
        expect(circularWaits(left)).toEqual([]);
        expect(stuckOf(left).size).toBe(0);
      }),
    );
  });
});
