import type { Graph, Ranking } from './graph.js';

/**
 * Which nodes come before which, by any way. A set of bits for each node, made when first asked: 12 MB and some 60 ms for
 * 10,000 nodes with 50,000 edges. For graphs without cycles.
 */
export class Ancestry {
  #rows: readonly Uint32Array[] | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly ranking: Ranking,
  ) {}

  /** Whether a node cannot start before the other one has ended. */
  comesAfter(number: number, earlier: number): boolean {
    this.#rows ??= this.#gather();
    return ((this.#rows[number]![earlier >>> 5]! >>> (earlier & 31)) & 1) === 1;
  }

  #gather(): Uint32Array[] {
    const { upstream } = this.graph;
    const words = Math.ceil(upstream.length / 32);
    const rows = upstream.map(() => new Uint32Array(words));
    for (const number of this.ranking.order) {
      const row = rows[number]!;
      for (const above of upstream[number]!) {
        const theirs = rows[above]!;
        for (let word = 0; word < words; word += 1) row[word]! |= theirs[word]!;
        row[above >>> 5]! |= 1 << (above & 31);
      }
    }
    return rows;
  }
}
