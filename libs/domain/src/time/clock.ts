/** The only source of "now". Injected everywhere, so that a test can set the time. */
export abstract class Clock {
  /** The current instant. */
  abstract now(): Date;
}
