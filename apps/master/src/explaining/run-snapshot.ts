import type { Limit, Pause, RunState } from '@orrery/domain';

/** A run that has something others wait for. */
export interface InTheWay {
  readonly runIds: readonly string[];
  readonly count: number;
}

/** A limit the run falls under, and how much of it is left. */
export interface LimitView {
  readonly limit: Limit;
  readonly used: number;
  readonly holders: InTheWay;
  /** Whether this run has its slots of it already. */
  readonly isHeld: boolean;
  /** Of a limit with a rate. */
  readonly nextStartAt: Date | null;
}

/** Slots of a group that a workflow run wants before it begins. */
export interface SlotView {
  readonly group: string;
  readonly wanted: number;
  /** Of all workers of the group. */
  readonly slots: number;
  /** Reserved by others. */
  readonly reserved: number;
  /** Neither reserved by others nor in use. */
  readonly free: number;
  /** Set aside for it. */
  readonly kept: number;
  /** Of these: runs are on them. */
  readonly taken: number;
  /** Of these: their worker does not fill them now: it is too busy, has just started, or rests after failures. */
  readonly shut: number;
}

/** The group of the run, and its place in the group's backlog. */
export interface GroupView {
  readonly name: string;
  readonly workers: number;
  readonly slots: number;
  /** Workers that take less than they have slots for, each with what its machine has too much of. */
  readonly strained: readonly string[];
  /** Runs of the backlog that go before it, counted up to `mostCounted`. */
  readonly ahead: number;
  readonly acceptedPerSecond: number;
  /** How long runs of its task took lately; null: none has ended. */
  readonly meanDurationMs: number | null;
  /** Why none of the workers fits, in words; null: some do, or it is not known. */
  readonly misfit: string | null;
}

/** Those that a workflow run waits for because they are inside of it, or it inside of them. */
export interface WorkflowWaitView {
  /** Runs of its subworkflows that have not ended. */
  readonly inside: readonly string[];
  /** Of these: have not begun. */
  readonly notBegun: readonly string[];
  /** It is one of a circle of so many that wait for each other: who waits for whom, in words. */
  readonly circle?: { readonly text: string; readonly count: number };
}

/** All that may keep a run from running, as it was at one moment. */
export interface RunSnapshot {
  readonly now: Date;
  readonly run: {
    readonly id: string;
    readonly state: RunState;
    readonly attempt: number;
    readonly weight: number;
    readonly dueAt: Date;
    readonly eligibleAt: Date | null;
    readonly startedAt: Date | null;
    readonly finishedAt: Date | null;
    readonly workerId: string | null;
    readonly sentAt: Date | null;
    /** How many parts it was divided into; absent: it runs itself. */
    readonly shards?: number;
    /** Why it failed, if it did. */
    readonly failure?: string;
  };
  readonly isBrokerAway: boolean;
  readonly pause?: Pause;
  /** What it waits for outside of the backlog, and how many wait for the same before it. */
  readonly parked?: { readonly waitsFor: string; readonly ahead: number };
  /** Runs of its schedule that must end before. */
  readonly turn?: InTheWay;
  readonly limits: readonly LimitView[];
  /** Empty: it has those it wants, or wants none. */
  readonly slots: readonly SlotView[];
  readonly group: GroupView;
  /** Of a workflow run. */
  readonly workflow?: WorkflowWaitView;
}

/** Where counting stops. */
export const mostCounted = 10_000;
