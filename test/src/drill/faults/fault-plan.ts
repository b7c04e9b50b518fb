import { faultKinds, faultTraits, type Crew, type FaultKind, type FaultTraits } from './fault-kinds.js';
import { Random } from './random.js';

export interface PlannedFault {
  /** Counted from the beginning of the load. */
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly target: string;
  readonly holdMs: number;
}

export interface FaultPlanInput {
  readonly seed: number;
  readonly lengthMs: number;
  readonly crew: Crew;
  /** Which kinds may strike; default: all. */
  readonly kinds?: readonly FaultKind[];
  readonly pace?: Pace;
}

/** How much time is left around the faults. */
export interface Pace {
  readonly warmUpMs: number;
  readonly coolDownMs: number;
  readonly jitterMs: readonly [number, number];
  /** The longest that is left alone after a fault. */
  readonly recoverMs: number;
  /** A fault waits until the one before is got over. */
  readonly oneAtATime: boolean;
}

export const usualPace: Pace = {
  warmUpMs: 8_000,
  coolDownMs: 5_000,
  jitterMs: [0, 3_000],
  recoverMs: Infinity,
  oneAtATime: true,
};

/** For a drill of less than a minute: the effects of one fault may meet the next one. */
export const briskPace: Pace = {
  warmUpMs: 4_000,
  coolDownMs: 3_000,
  jitterMs: [0, 1_000],
  recoverMs: 4_000,
  oneAtATime: false,
};

/**
 * The timetable of a drill: the same seed, length and crew give the same one. Kinds come like cards from a shuffled deck,
 * so that each of them strikes before one does so again, as far as the time allows.
 */
export function planFaults(input: FaultPlanInput): PlannedFault[] {
  const { seed, lengthMs, crew, kinds = faultKinds, pace = usualPace } = input;
  const random = new Random(seed);
  const plan: PlannedFault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = pace.warmUpMs; ;) {
    atMs += random.between(pace.jitterMs);
    if (deck.length === 0) deck = random.shuffled(kinds);
    const index = deck.findIndex((kind) => atMs + longest(kind, pace) <= lengthMs - pace.coolDownMs);
    if (index < 0) return plan;
    const kind = deck.splice(index, 1)[0]!;
    const traits: FaultTraits = faultTraits[kind];
    const holdMs = random.between(traits.holdMs);
    plan.push({ atMs, kind, target: traits.target(crew, random), holdMs });
    atMs += holdMs + recoverMsOf(kind, pace);
  }
}

function longest(kind: FaultKind, pace: Pace): number {
  return faultTraits[kind].holdMs[1] + recoverMsOf(kind, pace);
}

/** How long a fault of this kind is left alone. */
export function recoverMsOf(kind: FaultKind, pace: Pace): number {
  return Math.min(faultTraits[kind].recoverMs, pace.recoverMs);
}
