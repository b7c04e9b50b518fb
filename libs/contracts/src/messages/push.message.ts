import type { DispatchMessage } from './dispatch.message.js';

/** An attempt for one chosen worker; travels to `worker.<id>` as `run.push`. */
export interface PushMessage {
  readonly v: 1;
  /** What was not begun by then is not to be begun: masters route the run anew. */
  readonly takeWithinMs: number;
  readonly dispatch: DispatchMessage;
  /** It may use slots that are reserved: they are reserved for it. */
  readonly usesReserved?: boolean;
  /** The workflow run whose reserved slots it counts against, whether they are enough for it or not. */
  readonly workflowRunId?: string;
}

/**
 * How much a worker may pull; travels to `worker.<id>` as `worker.intake`. It holds until the next one, and each of its
 * parts ends by itself.
 */
export interface IntakeMessage {
  readonly v: 1;
  /** Pull nothing for so long: attempts fail on this worker. */
  readonly restForMs: number;
  /** Slow start: the slots it may fill by pulling grow over so long, of which `rampedForMs` have passed. */
  readonly rampMs: number;
  readonly rampedForMs: number;
  /** Slots to be left free of pulled attempts. */
  readonly reserved: readonly IntakeReservation[];
}

export interface IntakeReservation {
  readonly slots: number;
  readonly forMs: number;
  /** They are for nodes of this workflow run: those of them that run fill some of the slots. */
  readonly workflowRunId?: string;
}
