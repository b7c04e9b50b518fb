/** Somebody who goes on only when others have ended: all of them, or any one. */
export interface Wait {
  readonly id: string;
  readonly until: 'all' | 'any';
  readonly on: readonly string[];
}

/**
 * Circles of those who wait for each other for ever: from each of a circle one comes to each of it, and nobody in it waits for
 * anybody else who could go on. Who is not among the waits can go on, and so can who waits for nobody. Others may wait for a
 * circle without being in it. Each circle is in the order of its ids.
 */
export function circularWaits(waits: readonly Wait[]): string[][] {
  const edges = stuckEdges(waits);
  const reverse = reversed(edges);
  const left = new Set([...edges.keys()].sort());
  const circles: string[][] = [];
  for (const start of left) {
    const circle = innermost(start, edges, reverse);
    circles.push([...circle].sort());
    for (const id of reach(circle, reverse)) left.delete(id);
  }
  return circles;
}

/** One way round a circle from one of it, the shortest: each waits for the next, and the last for the first. */
export function wayAround(waits: readonly Wait[], circle: readonly string[], startId: string): string[] {
  const members = new Set(circle);
  const on = new Map(waits.map((wait) => [wait.id, wait.on.filter((id) => members.has(id))]));
  const cameFrom = new Map<string, string>();
  const open = [startId];
  for (const id of open) {
    for (const next of on.get(id) ?? []) {
      if (next === startId) return wayTo(id, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      open.push(next);
    }
  }
  return [];
}

/** Those who can never go on, and for whom of them each waits. */
function stuckEdges(waits: readonly Wait[]): Map<string, string[]> {
  const waiting = new Map(waits.map((wait) => [wait.id, new Set(wait.on)]));
  const waiters = reversed(new Map([...waiting].map(([id, on]) => [id, [...on]])));
  const open = [...waiters.keys()].filter((id) => !waiting.has(id));
  open.push(...waits.filter(({ on }) => on.length === 0).map(({ id }) => id));
  for (const id of open) waiting.delete(id);
  const kinds = new Map(waits.map((wait) => [wait.id, wait.until]));
  for (const ended of open) {
    for (const id of waiters.get(ended) ?? []) {
      const on = waiting.get(id);
      on?.delete(ended);
      if (!on || (on.size > 0 && kinds.get(id) === 'all')) continue;
      waiting.delete(id);
      open.push(id);
    }
  }
  return new Map([...waiting].map(([id, on]) => [id, [...on]]));
}

/** A part of what can be reached from one that comes back to each of its own and leads nowhere else. */
function innermost(
  start: string,
  edges: ReadonlyMap<string, readonly string[]>,
  reverse: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  for (let at = start; ;) {
    const ahead = reach([at], edges);
    const behind = reach([at], reverse);
    const lost = [...ahead].find((id) => !behind.has(id));
    if (lost === undefined) return ahead;
    at = lost;
  }
}

/** Those themselves included. */
function reach(from: Iterable<string>, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set(from);
  for (const id of found) for (const next of edges.get(id) ?? []) found.add(next);
  return found;
}

function reversed(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>();
  for (const [id, on] of edges) {
    for (const each of on) {
      const known = back.get(each);
      if (known) known.push(id);
      else back.set(each, [id]);
    }
  }
  return back;
}

function wayTo(id: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
