import type { RunGraph } from '../run/run-graph.js';

/** When a node of a workflow run began, and when it ended. */
export interface NodeSpan {
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** A node on the critical path of a workflow run. */
export interface PathStep extends NodeSpan {
  readonly number: number;
  /** From the end of the step before, or from the beginning of the run, until it started. */
  readonly waitMs: number;
}

/** A step whose wait is not known yet. */
type Taken = NodeSpan & { readonly number: number };

/**
 * The nodes that decided how long a workflow run took, in their order: from the node that ended last back to the one above it that
 * ended last before it started, and so on. Nodes that never started are passed through. Steps do not overlap, whatever clocks said.
 * @param spans of the nodes that ran, by number.
 */
export function criticalPathOfRun(
  graph: RunGraph,
  spans: ReadonlyMap<number, NodeSpan>,
  beganAt: Date,
): PathStep[] {
  const endings = new Endings(graph, spans);
  const taken: Taken[] = [];
  for (let at = endings.last; at !== undefined;) {
    const step = cut(at, spans.get(at)!, taken.at(-1)?.startedAt);
    taken.push(step);
    at = endings.ranBefore(at, step.startedAt);
  }
  return withWaits(taken.reverse(), beganAt);
}

/** When nodes ended; of one that never started, when the last one above it did. */
class Endings {
  readonly #endedAt: (number | undefined)[] = [];
  readonly #lastOrdinary: number | undefined;
  readonly last: number | undefined;

  constructor(
    private readonly graph: RunGraph,
    private readonly spans: ReadonlyMap<number, NodeSpan>,
  ) {
    this.#lastOrdinary = this.#note(graph.order.filter((number) => number < graph.firstFinal));
    const lastFinal = this.#note(graph.order.filter((number) => number >= graph.firstFinal));
    this.last = this.#laterOf(this.#lastOrdinary, lastFinal);
  }

  /** Notes when the nodes ended; returns the one that ran and ended last, of several the last in the graph. */
  #note(order: readonly number[]): number | undefined {
    let last: number | undefined;
    for (const number of order) {
      const span = this.spans.get(number);
      const above = span ? undefined : this.#above(number, Infinity);
      this.#endedAt[number] =
        span?.endedAt.getTime() ?? (above === undefined ? undefined : this.#endedAt[above]);
      if (span) last = this.#laterOf(last, number);
    }
    return last;
  }

  /** The node above that ran and ended last before the instant. */
  ranBefore(number: number, before: Date): number | undefined {
    let at = this.#above(number, before.getTime());
    while (at !== undefined && !this.spans.has(at)) at = this.#above(at, before.getTime());
    return at;
  }

  /** The first of the finally nodes start when all other nodes have ended; a node that starts always waits for none above it. */
  #above(number: number, before: number): number | undefined {
    const { upstream, rules, firstFinal } = this.graph;
    if (upstream[number]!.length > 0 && rules[number] !== 'always')
      return this.#latest(upstream[number]!, before);
    return number >= firstFinal ? this.#lastOrdinary : undefined;
  }

  /** Of what ended by then the last; where all ended later, the first: a node may start when the first one above it has ended. */
  #latest(numbers: readonly number[], before: number): number | undefined {
    let best: number | undefined;
    for (const number of numbers) {
      const at = this.#endedAt[number];
      if (at === undefined) continue;
      const bestAt = best === undefined ? undefined : this.#endedAt[best]!;
      if (bestAt === undefined || (at <= before ? bestAt > before || at > bestAt : at < bestAt))
        best = number;
    }
    return best;
  }

  #laterOf(one: number | undefined, other: number | undefined): number | undefined {
    if (one === undefined || other === undefined) return one ?? other;
    return this.#endedAt[other]! >= this.#endedAt[one]! ? other : one;
  }
}

/** The part of a span that lies before the start of the next step. */
function cut(number: number, { startedAt, endedAt }: NodeSpan, next: Date | undefined): Taken {
  const end = next && next < endedAt ? next : endedAt;
  return { number, startedAt: startedAt < end ? startedAt : end, endedAt: end };
}

function withWaits(steps: readonly Taken[], beganAt: Date): PathStep[] {
  return steps.map((step, index) => {
    const from = steps[index - 1]?.endedAt ?? beganAt;
    return { ...step, waitMs: Math.max(0, step.startedAt.getTime() - from.getTime()) };
  });
}
