import type { LayoutPlan } from './layout.js';

/** Length of the longest way to each box from one that nothing leads to. */
export function levelsOf({ boxes, edges }: LayoutPlan): number[] {
  const levels = boxes.map(() => 0);
  const open = boxes.map(() => 0);
  const next = boxes.map((): number[] => []);
  for (const { from, to } of edges) {
    next[from]!.push(to);
    open[to]! += 1;
  }
  const order = open.flatMap((count, box) => (count === 0 ? [box] : []));
  for (const box of order) {
    for (const to of next[box]!) {
      levels[to] = Math.max(levels[to]!, levels[box]! + 1);
      open[to]! -= 1;
      if (open[to] === 0) order.push(to);
    }
  }
  return levels;
}
