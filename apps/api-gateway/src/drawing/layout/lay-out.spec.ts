import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from './lay-out.js';
import type { LayoutPlan } from './layout.js';

const gaps = { along: 60, across: 16 };

/** Plans whose edges lead from earlier boxes to later ones; boxes are of two heights. */
const plans = fc
  .array(fc.record({ above: fc.array(fc.nat(), { maxLength: 4 }), isTall: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows): LayoutPlan => ({
    boxes: rows.map(({ isTall }) => ({ width: 180, height: isTall ? 64 : 48 })),
    edges: rows.flatMap(({ above }, to) =>
      to === 0 ? [] : [...new Set(above.map((each) => each % to))].map((from) => ({ from, to })),
    ),
    gaps,
  }));

/** How many edges the longest way to each box has. */
function levelsOf({ boxes, edges }: LayoutPlan): number[] {
  const levels = boxes.map(() => 0);
  for (const [box] of boxes.entries()) {
    for (const { from, to } of edges) if (to === box) levels[to] = Math.max(levels[to]!, levels[from]! + 1);
  }
  return levels;
}

function fan(count: number): LayoutPlan {
  const box = { width: 180, height: 48 };
  const parts = Array.from({ length: count }, (_, part) => part + 1);
  return {
    boxes: [box, ...parts.map(() => box), box],
    edges: parts.flatMap((part) => [
      { from: 0, to: part },
      { from: part, to: count + 1 },
    ]),
    gaps,
  };
}

describe('a layout of any graph without cycles', () => {
  it('puts no box upon another, and none outside', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { boxes, width, height } = layOut(plan);
        const sides = boxes.map(({ x, y }, box) => {
          const size = plan.boxes[box]!;
          return {
            left: x - size.width / 2,
            right: x + size.width / 2,
            top: y - size.height / 2,
            bottom: y + size.height / 2,
          };
        });
        for (const [box, one] of sides.entries()) {
          expect(Math.min(one.left, one.top)).toBeGreaterThan(-0.01);
          expect(one.right).toBeLessThan(width + 0.01);
          expect(one.bottom).toBeLessThan(height + 0.01);
          for (const other of sides.slice(box + 1)) {
            const apart = [
              other.left - one.right,
              one.left - other.right,
              other.top - one.bottom,
              one.top - other.bottom,
            ];
            expect(Math.max(...apart)).toBeGreaterThan(gaps.across - 0.01);
          }
        }
      }),
    );
  });

  it('has a column for each level, which edges pass from left to right, outside of its boxes', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { boxes, ways } = layOut(plan);
        const pitch = 180 + gaps.along;
        const columnOf = (x: number) => Math.round((x - 90) / pitch);
        expect(boxes.map(({ x }) => columnOf(x))).toEqual(levelsOf(plan));
        for (const [edge, { from, to }] of plan.edges.entries()) {
          const columns = [boxes[from]!, ...ways[edge]!, boxes[to]!].map(({ x }) => columnOf(x));
          expect(columns).toEqual(columns.map((_, step) => columns[0]! + step));
          for (const { x, y } of ways[edge]!) {
            const hit = boxes.some((box, number) => {
              const isNear = Math.abs(box.y - y) < plan.boxes[number]!.height / 2;
              return isNear && Math.abs(box.x - x) < 1;
            });
            expect(hit).toBe(false);
          }
        }
      }),
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(layOut(plan)).toEqual(layOut(plan));
      }),
    );
  });
});

describe('a layout', () => {
  it('keeps the parts of a fan in their order', () => {
    const { boxes } = layOut(fan(40));
    const heights = boxes.slice(1, -1).map(({ y }) => y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  it('lets the edges of a node that all others depend on share one lane', () => {
    const boxes = Array.from({ length: 200 }, () => ({ width: 180, height: 48 }));
    const edges = boxes.flatMap((_, to) =>
      [0, to - 1].filter((from) => from >= 0 && to > 1).map((from) => ({ from, to })),
    );
    const { height, ways } = layOut({ boxes, edges: [{ from: 0, to: 1 }, ...edges], gaps });
    expect(height).toBeLessThan(3 * 48);
    expect(Math.max(...ways.map(({ length }) => length))).toBe(198);
  });

  it('of nothing is empty', () => {
    expect(layOut({ boxes: [], edges: [], gaps })).toEqual({ width: 0, height: 0, boxes: [], ways: [] });
  });
});
