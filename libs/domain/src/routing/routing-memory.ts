/** What a task remembers of the workers its runs went to; the policies in turn and by use need it. */
export interface RoutingMemory {
  /** The worker chosen last. */
  readonly last: string | null;
  /** Counts the choices. */
  readonly turn: number;
  /** Choices of each worker above those of the least used one. */
  readonly uses: Readonly<Record<string, number>>;
  /** The turn in which each worker was chosen last. */
  readonly turns: Readonly<Record<string, number>>;
}

export const noMemory: RoutingMemory = { last: null, turn: 0, uses: {}, turns: {} };

/**
 * The memory after a choice. Counts stay relative to the least used of the `known` workers and others are forgotten: a
 * worker that joins is level with the least used one instead of being given everything until it has caught up.
 */
export function remember(memory: RoutingMemory, chosen: string, known: readonly string[]): RoutingMemory {
  const turn = memory.turn + 1;
  const uses: Record<string, number> = {};
  const turns: Record<string, number> = {};
  for (const id of known) {
    uses[id] = memory.uses[id] ?? 0;
    const last = memory.turns[id];
    if (last !== undefined) turns[id] = last;
  }
  uses[chosen] = (uses[chosen] ?? 0) + 1;
  turns[chosen] = turn;
  const least = Math.min(...Object.values(uses));
  for (const id of Object.keys(uses)) uses[id]! -= least;
  return { last: chosen, turn, uses, turns };
}
