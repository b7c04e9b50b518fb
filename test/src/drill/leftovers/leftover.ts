/** Something that a worker or its attempts made and that nobody took away. */
export interface Leftover {
  readonly what: 'process' | 'container' | 'cgroup' | 'file' | 'user id' | 'mount';
  /** By which a person finds it. */
  readonly name: string;
}

/** `at rest`: all runs have ended, and the workers are up; `stopped`: the platform has been stopped. */
export type Phase = 'at rest' | 'stopped';

/** With when it was found. */
export interface PhasedLeftover extends Leftover {
  readonly phase: Phase;
}
