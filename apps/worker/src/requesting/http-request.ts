import { secretsNamedIn, withSecrets, type HttpSpec } from '@orrery/domain';
import { currentTrace } from '@orrery/runtime';
import { Headers, Request } from 'undici';
import type { Attempt } from '../executing/attempt.js';

/** What else may go to an origin that the task does not speak of: nothing by which somebody could pass for somebody. */
const plainHeader =
  /^(accept(-.+)?|content-type|content-language|user-agent|traceparent|x-orrery-(run-id|attempt|shard-(index|total)))$/;

/** A request as it is sent, apart from when: a redirect makes another one of it. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The names of those whose texts speak of secrets. */
  readonly secretHeaders: readonly string[];
  /** Its body speaks of secrets. */
  readonly isSecret: boolean;
}

/** The request of a task, with its secrets. @throws Error that says why it is none. */
export function requestOf(spec: Partial<HttpSpec>, attempt: Attempt): HttpRequest {
  const equippedSpec = equipped(spec, attempt);
  const { url, method = 'GET', body } = equippedSpec;
  if (typeof url !== 'string') throw new Error('the spec has no url');
  const hasBody = body !== undefined && body !== null;
  const text = hasBody ? (typeof body === 'string' ? body : JSON.stringify(body)) : undefined;
  const hasSecrets = attempt.dispatch.secrets !== undefined;
  const isSecret = hasSecrets && secretsNamedIn(spec.body).length > 0;
  const secretHeaders = hasSecrets ? secretHeadersOf(spec) : [];
  const headers = headersOf(equippedSpec, attempt);
  const request = { url, method, headers, body: text, secretHeaders, isSecret };
  // Wrong methods, headers and addresses are found now, not while it is sent.
  sendable(request);
  return request;
}

export function sendable({ url, method, headers, body }: HttpRequest, signal?: AbortSignal): Request {
  return new Request(url, { method, headers, body, signal, redirect: 'manual' });
}

/**
 * The request that a redirect asks for (Fetch Standard, HTTP-redirect fetch). Another origin gets only plain headers, without secrets.
 * @throws Error when it leads where no request goes, or would take secrets along.
 */
export function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  const from = new URL(request.url);
  const to = new URL(location, from);
  to.hash ||= from.hash;
  if (to.protocol !== 'http:' && to.protocol !== 'https:') throw new Error('it redirects to no http address');
  if (to.username !== '' || to.password !== '')
    throw new Error('it redirects to an address with credentials');
  const isOther = to.origin !== from.origin;
  const { method } = request;
  const becomesGet =
    (status === 303 && method !== 'HEAD' && method !== 'GET') ||
    ((status === 301 || status === 302) && method === 'POST');
  if (isOther && request.isSecret && !becomesGet)
    throw new Error(`it redirects a body with secrets to another origin, ${to.origin}`);
  const { secretHeaders } = request;
  const mayGo = (name: string) => !isOther || (plainHeader.test(name) && !secretHeaders.includes(name));
  const kept = Object.entries(request.headers).filter(
    ([name]) => mayGo(name) && !(becomesGet && name.startsWith('content-')),
  );
  const next = { url: to.href, headers: Object.fromEntries(kept), secretHeaders };
  return becomesGet
    ? { ...next, method: 'GET', body: undefined, isSecret: false }
    : { ...next, method, body: request.body, isSecret: request.isSecret };
}

/** The spec with the secrets that it speaks of. In an address they are written so that they stay one part of it; "/" is let through. */
function equipped(spec: Partial<HttpSpec>, { dispatch, secrets }: Attempt): Partial<HttpSpec> {
  if (dispatch.secrets === undefined) return spec;
  const { url, headers, body } = spec;
  const written = (secret: string) => encodeURIComponent(secret).replaceAll('%2F', '/');
  return {
    ...spec,
    url: withSecrets(url, secrets, written),
    headers: withSecrets(headers, secrets),
    body: withSecrets(body, secrets),
  };
}

function secretHeadersOf({ headers }: Partial<HttpSpec>): string[] {
  const secret = Object.entries(headers ?? {}).filter(([, value]) => secretsNamedIn(value).length > 0);
  return secret.map(([name]) => name.toLowerCase());
}

function headersOf(spec: Partial<HttpSpec>, { dispatch }: Attempt): Record<string, string> {
  const isJson = spec.body !== undefined && spec.body !== null && typeof spec.body !== 'string';
  const headers = new Headers({
    'user-agent': 'orrery',
    ...(isJson && { 'content-type': 'application/json' }),
  });
  for (const [name, value] of Object.entries(spec.headers ?? {})) headers.set(name, value);
  headers.set('x-orrery-run-id', dispatch.runId);
  headers.set('x-orrery-attempt', String(dispatch.attempt));
  if (dispatch.shard !== undefined) {
    headers.set('x-orrery-shard-index', String(dispatch.shard.index));
    headers.set('x-orrery-shard-total', String(dispatch.shard.total));
  }
  const traceparent = currentTrace()?.traceparent;
  if (traceparent !== undefined && !headers.has('traceparent')) headers.set('traceparent', traceparent);
  return Object.fromEntries(headers);
}
