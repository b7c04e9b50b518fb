import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** Where the present work belongs, in W3C Trace Context terms. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  /** To hand on in a message or HTTP header. */
  readonly traceparent: string;
}

const present = new AsyncLocalStorage<Trace>();
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** The trace of the running call chain, if there is one. */
export function currentTrace(): Trace | undefined {
  return present.getStore();
}

/** Runs `fn` as a span of the given trace; an absent or malformed traceparent starts a new trace. */
export function withTrace<T>(traceparent: string | undefined, fn: () => T): T {
  const parsed = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  return present.run(spanOf(parsed?.[1] ?? hex(16), parsed?.[3] ?? '01'), fn);
}

/** The start of a new trace (W3C Trace Context, version 00, sampled). */
export function newTraceparent(): string {
  return spanOf(hex(16), '01').traceparent;
}

function spanOf(traceId: string, flags: string): Trace {
  const spanId = hex(8);
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
