/** Somebody who has runs waiting, and the share of the room it is entitled to. */
export interface Claimant {
  readonly name: string;
  readonly weight: number;
}

/** How much each claimant has had so far, by weight: who is least far goes next. */
export type Passes = ReadonlyMap<string, number>;

export interface SharedRoom {
  readonly shares: ReadonlyMap<string, number>;
  readonly passes: Passes;
}

/**
 * Shares room between claimants by weight (stride scheduling): each unit goes to the one that is least far, who then
 * moves by 1/weight. A claimant that was away starts where the others are: being idle saves nothing up.
 */
export function shareRoom(room: number, claimants: readonly Claimant[], before: Passes): SharedRoom {
  const passes = new Map(joined(claimants, before));
  const shares = new Map(claimants.map(({ name }) => [name, 0]));
  if (claimants.length === 0) return { shares, passes };
  for (let unit = 0; unit < room; unit += 1) {
    const { name, weight } = leastFar(claimants, passes);
    shares.set(name, shares.get(name)! + 1);
    passes.set(name, passes.get(name)! + 1 / weight);
  }
  return { shares, passes };
}

/** Gives back what a claimant was offered and did not need; less than none: it took more. */
export function unused(passes: Passes, { name, weight }: Claimant, count: number): Passes {
  return new Map(passes).set(name, (passes.get(name) ?? 0) - count / weight);
}

function joined(claimants: readonly Claimant[], before: Passes): [string, number][] {
  const known = claimants.flatMap(({ name }) => before.get(name) ?? []);
  const start = known.length === 0 ? 0 : Math.min(...known);
  return claimants.map(({ name }) => [name, before.get(name) ?? start]);
}

function leastFar(claimants: readonly Claimant[], passes: Passes): Claimant {
  let least = claimants[0]!;
  for (const each of claimants) if (passes.get(each.name)! < passes.get(least.name)!) least = each;
  return least;
}
