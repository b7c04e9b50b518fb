/** Ids of runs by the number of their attempt: one guarded UPDATE serves all that share it. */
export function idsByAttempt(
  runs: readonly { readonly id: string; readonly attempt: number }[],
): ReadonlyMap<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { id, attempt } of runs) {
    const ids = groups.get(attempt);
    if (ids) ids.push(id);
    else groups.set(attempt, [id]);
  }
  return groups;
}
