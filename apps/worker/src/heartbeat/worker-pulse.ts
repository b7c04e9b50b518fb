import { strains, type Strain, type StrainDto } from '@orrery/contracts';

const STATES = ['up', 'cordoned', 'draining', 'drained', 'stopped'] as const;
export type PulseState = (typeof STATES)[number];

const BUSY = 0;
const STATE = 1;
const LAG_MS = 2;
const BEATS = 3;
const STRAIN = 4;
const STRAIN_SLOTS = 5;
const FIELDS = 6;

/** The changing part of a heartbeat, in memory that another thread can read while this one is busy. */
export class WorkerPulse {
  private readonly fields: Int32Array;

  constructor(
    readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(FIELDS * Int32Array.BYTES_PER_ELEMENT),
  ) {
    this.fields = new Int32Array(buffer);
  }

  get busy(): number {
    return Atomics.load(this.fields, BUSY);
  }

  setBusy(busy: number): void {
    Atomics.store(this.fields, BUSY, busy);
  }

  get state(): PulseState {
    return STATES[Atomics.load(this.fields, STATE)] ?? 'up';
  }

  setState(state: PulseState): void {
    Atomics.store(this.fields, STATE, STATES.indexOf(state));
  }

  /** Counts the heartbeats of this process, whichever thread sends them: one that starts again must not count anew. */
  nextBeat(): number {
    return Atomics.add(this.fields, BEATS, 1) + 1;
  }

  /** Why it takes less work than it has slots for. */
  get strain(): StrainDto | undefined {
    const cause = strains[Atomics.load(this.fields, STRAIN) - 1];
    return cause === undefined ? undefined : { cause, slots: Atomics.load(this.fields, STRAIN_SLOTS) };
  }

  setStrain(cause: Strain | undefined, slots: number): void {
    Atomics.store(this.fields, STRAIN_SLOTS, slots);
    Atomics.store(this.fields, STRAIN, cause === undefined ? 0 : strains.indexOf(cause) + 1);
  }

  /** How late the main event loop is. */
  get loopLagMs(): number {
    return Atomics.load(this.fields, LAG_MS);
  }

  setLoopLagMs(lagMs: number): void {
    Atomics.store(this.fields, LAG_MS, Math.round(lagMs));
  }
}
