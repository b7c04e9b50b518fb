import { Clock } from '@orrery/domain';

/** The clock of the machine; the only place that asks the operating system for the time. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
