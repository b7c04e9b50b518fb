/** One problem with one field of an input. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) to the field, e.g. `/spec/command`. */
  readonly pointer: string;
  /** What is wrong with it, in a sentence a user can act on. */
  readonly detail: string;
}

/** Facts of an error in a form that programs can read: JSON values by name. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** Stable error codes: they cross processes and appear in HTTP problems; never renamed. */
export type ErrorCode =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'version_mismatch'
  | 'unauthenticated'
  | 'forbidden'
  | 'locked_out'
  | 'unavailable'
  | 'too_large'
  | 'internal';

/** An error a caller can act on: it says who, what, and what happens next. Mapped to HTTP in one place. */
export abstract class OrreryError extends Error {
  abstract readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  /** What the message says, for programs. */
  readonly details?: ErrorDetails;

  constructor(message: string, errors: readonly FieldError[] = [], details?: ErrorDetails) {
    super(message);
    this.name = new.target.name;
    this.errors = errors;
    this.details = details;
  }
}

/** The input is wrong; `errors` names the fields. */
export class InvalidError extends OrreryError {
  readonly code = 'invalid';

  static field(pointer: string, detail: string): InvalidError {
    return new InvalidError(`${pointer.slice(1).replaceAll('/', '.')}: ${detail}`, [{ pointer, detail }]);
  }
}

export class NotFoundError extends OrreryError {
  readonly code = 'not_found';

  static of(kind: string, id: string): NotFoundError {
    return new NotFoundError(`There is no ${kind} "${id}".`);
  }
}

/** The request contradicts the present state, e.g. a name that is taken or a run that has ended. */
export class ConflictError extends OrreryError {
  readonly code = 'conflict';
}

/** Somebody else changed the resource since the caller read it (HTTP 412). */
export class VersionMismatchError extends OrreryError {
  readonly code = 'version_mismatch';
}

export class UnauthenticatedError extends OrreryError {
  readonly code = 'unauthenticated';
}

export class ForbiddenError extends OrreryError {
  readonly code = 'forbidden';
}

/** Too many failed logins; try again after the stated time. */
export class LockedOutError extends OrreryError {
  readonly code = 'locked_out';
}

/** A service, the database or the broker is away; trying again later is right (HTTP 503 with Retry-After). */
export class UnavailableError extends OrreryError {
  readonly code = 'unavailable';
}

export class TooLargeError extends OrreryError {
  readonly code = 'too_large';
}

/** A fault of ours; the details are in the log, not in the answer. */
export class InternalError extends OrreryError {
  readonly code = 'internal';
}

const classes: Record<
  ErrorCode,
  new (message: string, errors?: readonly FieldError[], details?: ErrorDetails) => OrreryError
> = {
  invalid: InvalidError,
  not_found: NotFoundError,
  conflict: ConflictError,
  version_mismatch: VersionMismatchError,
  unauthenticated: UnauthenticatedError,
  forbidden: ForbiddenError,
  locked_out: LockedOutError,
  unavailable: UnavailableError,
  too_large: TooLargeError,
  internal: InternalError,
};

/** Rebuilds an error that crossed a process as data. An unknown code (a newer peer) becomes `internal`. */
export function errorFromCode(
  code: string,
  message: string,
  errors: readonly FieldError[] = [],
  details?: ErrorDetails,
): OrreryError {
  const ErrorClass = classes[code as ErrorCode] ?? InternalError;
  return new ErrorClass(message, errors, details);
}
