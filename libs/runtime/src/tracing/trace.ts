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
  return present.run(new Span(parsed?.[1], parsed?.[3] ?? '01'), fn);
}

/** The start of a new trace (W3C Trace Context, version 00, sampled). */
export function newTraceparent(): string {
  return new Span(undefined, '01').traceparent;
}

/** Its ids are made up when somebody asks for them: most work neither logs nor sends. */
class Span implements Trace {
  #traceId: string | undefined;
  #spanId: string | undefined;

  constructor(
    traceId: string | undefined,
    private readonly flags: string,
  ) {
    this.#traceId = traceId;
  }

  get traceId(): string {
    return (this.#traceId ??= hex(16));
  }

  get spanId(): string {
    return (this.#spanId ??= hex(8));
  }

  get traceparent(): string {
    return `00-${this.traceId}-${this.spanId}-${this.flags}`;
  }
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
