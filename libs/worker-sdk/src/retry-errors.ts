/** Thrown by a handler: the attempt failed and trying again is useless, whatever the retry policy says. */
export class DoNotRetry extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'DoNotRetry';
  }
}

/** Thrown by a handler: the attempt failed; if the policy has an attempt left, it should begin at `at`. */
export class RetryLater extends Error {
  constructor(
    readonly at: Date,
    reason = `asked to be tried again at ${at.toISOString()}`,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'RetryLater';
  }
}
