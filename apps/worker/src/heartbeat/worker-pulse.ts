const STATES = ['up', 'cordoned', 'draining', 'drained', 'stopped'] as const;
export type PulseState = (typeof STATES)[number];

const BUSY = 0;
const STATE = 1;
const LAG_MS = 2;
const BEATS = 3;
const FIELDS = 4;

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

  /** How late the main event loop is. */
  get loopLagMs(): number {
    return Atomics.load(this.fields, LAG_MS);
  }

  setLoopLagMs(lagMs: number): void {
    Atomics.store(this.fields, LAG_MS, Math.round(lagMs));
  }
}
