import type { PullGate, WorkIntake } from '../intake/work-intake.js';
import type { PullLimit } from './pull-limit.js';
import type { PushedAttempts } from './pushed-attempts.js';

/**
 * Pushed attempts go first: while one of them waits for slots, nothing is pulled.
 * @param eased slots that may be filled by how busy the machine is.
 */
export function pullGate(limit: PullLimit, pushed: PushedAttempts, eased: () => number): PullGate {
  return {
    get slots() {
      return pushed.isWaiting ? 0 : Math.min(limit.slots, eased());
    },
  };
}

/** A worker out of service takes neither what it pulls nor what is pushed to it. */
export function intakes(pulled: WorkIntake, pushed: PushedAttempts): Pick<WorkIntake, 'pause' | 'resume'> {
  return {
    pause: (reason) => {
      pushed.pause(reason);
      return pulled.pause(reason);
    },
    resume: (reason) => {
      pushed.resume(reason);
      pulled.resume(reason);
    },
  };
}
