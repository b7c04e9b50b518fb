import { messageOf } from '@orrery/runtime';

/**
 * A statement that waited has failed on the way of another one, which did not run: whoever made that one must not take the error
 * for its own. The caller of the whole gets the error itself.
 */
export class EarlierStatementError extends Error {
  constructor(cause: unknown) {
    super(`a statement before this one failed: ${messageOf(cause)}`, { cause });
    this.name = 'EarlierStatementError';
  }

  /** The error itself, where one is wrapped. */
  static unwrapped(error: unknown): unknown {
    return error instanceof EarlierStatementError ? error.cause : error;
  }
}
