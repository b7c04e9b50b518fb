import { HttpException } from '@nestjs/common';
import { OrreryError, type ErrorCode, type ErrorDetails, type FieldError } from '@orrery/domain';
import { AccountLockedError } from '../auth/account-locked-error.js';
import { TooManyStreamsError } from '../live/too-many-streams-error.js';

/** What is answered about an error, before the request is known. */
export interface ProblemHead {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly details?: ErrorDetails;
  readonly headers: Readonly<Record<string, string>>;
}

interface Kind {
  readonly status: number;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How each error of the platform is answered. */
const kinds: Readonly<Record<ErrorCode, Kind>> = {
  invalid: { status: 422, title: 'The request is not valid' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict with the present state' },
  version_mismatch: { status: 412, title: 'Changed by somebody else' },
  unauthenticated: {
    status: 401,
    title: 'Not logged in',
    headers: { 'www-authenticate': 'Bearer realm="orrery"' },
  },
  forbidden: { status: 403, title: 'Not allowed' },
  locked_out: { status: 429, title: 'Too many failed logins', headers: { 'retry-after': '60' } },
  unavailable: { status: 503, title: 'Not available at the moment', headers: { 'retry-after': '2' } },
  too_large: { status: 413, title: 'Too large' },
  internal: { status: 500, title: 'Internal error' },
};

/** Codes of errors that the HTTP server itself makes, by status. */
const serverCodes: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ['malformed', 'The request cannot be read'],
  401: ['unauthenticated', 'Not logged in'],
  403: ['forbidden', 'Not allowed'],
  404: ['not_found', 'Not found'],
  405: ['method_not_allowed', 'Method not allowed'],
  408: ['timed_out', 'The request took too long'],
  413: ['too_large', 'Too large'],
  414: ['uri_too_long', 'The address is too long'],
  415: ['unsupported_media_type', 'Unsupported media type'],
  431: ['headers_too_large', 'The headers are too large'],
  503: ['unavailable', 'Not available at the moment'],
};

const internalProblem: ProblemHead = {
  status: 500,
  code: 'internal',
  title: kinds.internal.title,
  detail: 'Something went wrong on our side. The log has the details under the trace id.',
  errors: [],
  headers: {},
};

/** Judges any thrown value; nothing of an unknown error is told. */
export function problemOf(error: unknown): ProblemHead {
  if (error instanceof TooManyStreamsError) return tooManyStreams(error);
  if (error instanceof OrreryError) return ofOrrery(error);
  const status = statusOf(error);
  const known = status === undefined ? undefined : serverCodes[status];
  if (status === undefined || known === undefined) return internalProblem;
  const headers: Record<string, string> = status === 503 ? { 'retry-after': '2' } : {};
  const detail = isTooLong(error) ? 'The body is larger than 1 MB.' : (error as Error).message;
  return { status, code: known[0], title: known[1], detail, errors: [], headers };
}

/** Refused by Fastify, in words of its own. */
function isTooLong(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
}

function ofOrrery(error: OrreryError): ProblemHead {
  if (error.code === 'internal') return internalProblem;
  const { status, title, headers = {} } = kinds[error.code];
  const wait: Record<string, string> = {};
  if (error instanceof AccountLockedError) wait['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000));
  return {
    status,
    code: error.code,
    title,
    detail: error.message,
    errors: error.errors,
    details: error.details,
    headers: { ...headers, ...wait },
  };
}

function tooManyStreams(error: TooManyStreamsError): ProblemHead {
  const title = 'Too many open streams';
  const headers = { 'retry-after': '5' };
  return { status: 429, code: 'too_many_streams', title, detail: error.message, errors: [], headers };
}

/** Status of an error of Fastify or Nest that blames the client or says "not now". */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}
