import {
  errorFromCode,
  type ErrorDetails,
  type FieldError,
  type OrreryError,
  UnavailableError,
} from '@orrery/domain';

/** How a reply crosses: the value, or the error with its code. */
export type ReplyEnvelope =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ReplyError };

export interface ReplyError {
  readonly code: string;
  readonly message: string;
  readonly errors: readonly FieldError[];
  readonly details?: ErrorDetails;
}

export function valueReply(value: unknown): ReplyEnvelope {
  return { ok: true, value };
}

export function errorReply({ code, message, errors, details }: OrreryError): ReplyEnvelope {
  return { ok: false, error: { code, message, errors, details } };
}

/**
 * The value of a reply.
 * @throws OrreryError of the class that the answering service threw.
 */
export function unwrapReply<T>(reply: unknown): T {
  const envelope = reply as ReplyEnvelope | null;
  if (envelope?.ok === true) return envelope.value as T;
  if (envelope?.ok === false) {
    const { code, message, errors, details } = envelope.error;
    throw errorFromCode(code, message, errors, details);
  }
  throw new UnavailableError('The answer is not one of this platform.');
}
