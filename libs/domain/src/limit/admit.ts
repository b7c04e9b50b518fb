import { byUrgency, type Place } from '../order/urgency.js';
import { inTakingOrder, slotsTaken, type Limit } from './limit.js';
import type { TokenBucket } from './token-bucket.js';

/** A limit and what is known of it now. */
export interface LimitState {
  readonly limit: Limit;
  /** Slots taken. */
  readonly used: number;
  /** Of a limit with a rate, refilled. */
  readonly bucket?: TokenBucket;
  /** Who is first of each class among the runs that wait for its slots. */
  readonly waitingForSlots: readonly Place[];
  /** The same of those that wait for its rate. */
  readonly waitingForRate: readonly Place[];
}

/** A run that asks whether it may go. */
export interface Applicant {
  readonly id: string;
  readonly weight: number;
  readonly place: Place;
  /** Ids of the limits it falls under. */
  readonly limits: readonly string[];
  /** Those among them whose slots it has already. */
  readonly holds: ReadonlySet<string>;
}

export interface Take {
  readonly limitId: string;
  readonly slots: number;
}

/**
 * `admit`: it goes, with these slots and one start of each rate. `wait`: for the `limit`; `takes` are slots of narrower
 * limits that it keeps meanwhile. One that waits for a rate, or never fits, keeps nothing.
 */
export type AdmitVerdict =
  | { readonly kind: 'admit'; readonly takes: readonly Take[] }
  | {
      readonly kind: 'wait';
      readonly for: 'slots' | 'rate' | 'fit';
      readonly limit: Limit;
      readonly takes: readonly Take[];
    };

export interface Ageing {
  readonly now: Date;
  readonly ageingMs: number;
}

/**
 * Judges runs one after the other, each by what those before it left. A run never goes past one that waits for the same
 * limit and precedes it, so that light runs do not starve a heavy one, nor new ones those that wait.
 */
export function admitAll(
  applicants: readonly Applicant[],
  states: readonly LimitState[],
  ageing: Ageing,
): AdmitVerdict[] {
  const left = new Map(
    states.map((state) => [state.limit.id, { ...state, tokens: state.bucket?.tokens ?? 0 }]),
  );
  return applicants.map((applicant) => {
    const limits = applicant.limits.flatMap((id) => left.get(id) ?? []);
    const verdict = admit(applicant, limits, ageing);
    for (const take of verdict.takes) left.get(take.limitId)!.used += take.slots;
    if (verdict.kind === 'wait') joinQueue(left.get(verdict.limit.id)!, verdict.for, applicant, ageing);
    else for (const each of limits) if (each.limit.rate) each.tokens -= 1;
    return verdict;
  });
}

type Left = { -readonly [Key in keyof LimitState]: LimitState[Key] } & { tokens: number };

/** Those behind it see it in front of them, unless they see somebody further in front anyway. */
function joinQueue(state: Left, waitsFor: 'slots' | 'rate' | 'fit', run: Applicant, ageing: Ageing): void {
  if (waitsFor === 'fit') return;
  const queue = waitsFor === 'slots' ? 'waitingForSlots' : 'waitingForRate';
  if (!isPreceded(run, state[queue], ageing)) state[queue] = [...state[queue], run.place];
}

function admit(run: Applicant, limits: readonly Left[], ageing: Ageing): AdmitVerdict {
  const wait = (kind: 'slots' | 'rate' | 'fit', { limit }: Left, takes: readonly Take[] = []) => {
    return { kind: 'wait' as const, for: kind, limit, takes };
  };
  const tooSmall = limits.find(({ limit }) => limit.slots > 0 && slotsTaken(limit, run.weight) > limit.slots);
  if (tooSmall) return wait('fit', tooSmall);
  const paced = limits.find(
    (each) => each.limit.rate && (each.tokens < 1 || isPreceded(run, each.waitingForRate, ageing)),
  );
  if (paced) return wait('rate', paced);
  const takes: Take[] = [];
  for (const each of inOrder(limits)) {
    if (each.limit.slots === 0 || run.holds.has(each.limit.id)) continue;
    const slots = slotsTaken(each.limit, run.weight);
    const isFull = each.used + slots > each.limit.slots;
    if (isFull || isPreceded(run, each.waitingForSlots, ageing)) return wait('slots', each, takes);
    takes.push({ limitId: each.limit.id, slots });
  }
  return { kind: 'admit', takes };
}

function inOrder(limits: readonly Left[]): Left[] {
  const byId = new Map(limits.map((each) => [each.limit.id, each]));
  return inTakingOrder(limits.map((each) => each.limit)).map(({ id }) => byId.get(id)!);
}

function isPreceded(run: Applicant, heads: readonly Place[], { now, ageingMs }: Ageing): boolean {
  return heads.some((head) => byUrgency(head, run.place, now, ageingMs) < 0);
}
