import type { RoutingPolicy } from '../task/routing.js';
import { roomFor, type Candidate } from './candidate.js';
import { rendezvous } from './rendezvous.js';
import type { RoutingMemory } from './routing-memory.js';

/** The run a worker is wanted for. */
export interface Wanted {
  /** Slots it takes. */
  readonly weight: number;
  /** CONSISTENT_HASH: what is hashed. */
  readonly key: string;
  /** ROUND_ROBIN, LEAST_FREQUENTLY_USED, LEAST_RECENTLY_USED: what the task remembers. */
  readonly memory: RoutingMemory;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export type Choice =
  | { readonly kind: 'worker'; readonly id: string }
  /** `on`: the one worker it waits for; absent: any. */
  | { readonly kind: 'wait'; readonly reason: string; readonly on?: string };

type Pick = (candidates: readonly Candidate[], wanted: Wanted) => Candidate | undefined;

/** These mean one worker, busy or not: a run waits for it rather than go elsewhere. */
const byName: Partial<Record<RoutingPolicy, Pick>> = {
  FIRST: (all) => all[0],
  LAST: (all) => all.at(-1),
  CONSISTENT_HASH: (all, { key }) => rendezvous(key, all),
  FAILOVER: (all) => all.find(({ healthy }) => healthy) ?? all[0],
};

/** These mean any worker with room. */
const byRoom: Partial<Record<RoutingPolicy, Pick>> = {
  ROUND_ROBIN: (all, { memory }) => all.find(({ id }) => memory.last !== null && id > memory.last) ?? all[0],
  RANDOM: (all, { random }) => all[Math.floor(random() * all.length)],
  WEIGHTED: byShare,
  LEAST_FREQUENTLY_USED: (all, { memory }) =>
    least(all, ({ id }) => [memory.uses[id] ?? 0, memory.turns[id] ?? 0]),
  LEAST_RECENTLY_USED: (all, { memory }) => least(all, ({ id }) => [memory.turns[id] ?? 0]),
  LEAST_LOADED: leastLoadedOfTwo,
  BUSY_OVER: (all) => all[0],
  /** A task whose workers must fit cannot be pulled: the queue of a group has no filter. */
  PULL: leastLoadedOfTwo,
  /** Of the children: each has the one worker it is for, or is spread. */
  BROADCAST: (all) => all[0],
  SHARDING: (all) => least(all, (each) => [loadOf(each)]),
};

/**
 * The worker a run goes to, by the policy of its task.
 * @param candidates the workers that fit, in the order of their ids.
 */
export function chooseWorker(
  policy: RoutingPolicy,
  candidates: readonly Candidate[],
  wanted: Wanted,
): Choice {
  const named = byName[policy]?.(candidates, wanted);
  if (named) return roomFor(named, wanted.weight) === 'none' ? full(named, policy) : chosen(named);
  const picked = byRoom[policy]?.(withRoom(candidates, wanted.weight), wanted);
  return picked ? chosen(picked) : noneHasRoom(candidates, wanted.weight);
}

/** Those that start it at once; if there are none, those that start it next. */
function withRoom(candidates: readonly Candidate[], weight: number): readonly Candidate[] {
  const free = candidates.filter((each) => roomFor(each, weight) === 'free');
  return free.length > 0 ? free : candidates.filter((each) => roomFor(each, weight) === 'soon');
}

function byShare(candidates: readonly Candidate[], { random }: Wanted): Candidate | undefined {
  const total = candidates.reduce((sum, { share }) => sum + share, 0);
  let left = random() * total;
  return candidates.find(({ share }) => (left -= share) < 0) ?? candidates.at(-1);
}

/**
 * The less loaded of two at random among the healthy ones: nearly as even as the least loaded of all, and masters that
 * look at the same moment do not all run to the same worker (Mitzenmacher, "The power of two choices", 2001).
 */
function leastLoadedOfTwo(candidates: readonly Candidate[], { random }: Wanted): Candidate | undefined {
  const healthy = candidates.filter((each) => each.healthy);
  const all = healthy.length > 0 ? healthy : candidates;
  const one = Math.floor(random() * all.length);
  const other = (one + 1 + Math.floor(random() * (all.length - 1))) % all.length;
  return least(
    [all[one], all[other]].filter((each) => each !== undefined),
    (each) => [loadOf(each)],
  );
}

function loadOf({ taken, slots }: Candidate): number {
  return taken / slots;
}

/** The first with the lowest numbers, compared one after the other. */
function least(
  candidates: readonly Candidate[],
  numbersOf: (candidate: Candidate) => readonly number[],
): Candidate | undefined {
  let best: Candidate | undefined;
  let lowest: readonly number[] = [];
  for (const candidate of candidates) {
    const numbers = numbersOf(candidate);
    if (best === undefined || isLower(numbers, lowest)) [best, lowest] = [candidate, numbers];
  }
  return best;
}

function isLower(numbers: readonly number[], than: readonly number[]): boolean {
  const at = numbers.findIndex((number, index) => number !== than[index]);
  return at >= 0 && numbers[at]! < than[at]!;
}

function chosen({ id }: Candidate): Choice {
  return { kind: 'worker', id };
}

function full({ id, taken, slots }: Candidate, policy: RoutingPolicy): Choice {
  const reason = `${policy} means worker ${id}, which has ${taken} of ${slots} slots taken`;
  return { kind: 'wait', reason, on: id };
}

function noneHasRoom(candidates: readonly Candidate[], weight: number): Choice {
  const slots = weight === 1 ? 'a free slot' : `${weight} free slots`;
  return { kind: 'wait', reason: `none of the ${candidates.length} workers that fit has ${slots}` };
}
