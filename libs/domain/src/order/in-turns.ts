/** Things that wait in line, and the share of the room their line is entitled to. */
export interface Line<Item> {
  readonly share: number;
  readonly items: readonly Item[];
}

/**
 * Merges lines so that any first part of the result holds of each line what is its share by weight: whoever takes no more
 * than there is room for leaves nobody out, however much one item weighs.
 */
export function inTurns<Item extends { readonly weight: number }>(lines: readonly Line<Item>[]): Item[] {
  if (lines.length === 1) return [...lines[0]!.items];
  const placed = lines.flatMap(({ share, items }) => {
    let before = 0;
    return items.map((item) => {
      const at = before / share;
      before += item.weight;
      return { item, at };
    });
  });
  return placed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}
