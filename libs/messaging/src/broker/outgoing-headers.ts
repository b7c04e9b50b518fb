import { currentTrace, newTraceparent } from '@orrery/runtime';
import type { OutgoingMessage } from './broker.js';

/** Header with the instant (ms since the epoch) after which the sender of a request no longer waits. */
export const DEADLINE_HEADER = 'x-deadline';
/** W3C Trace Context header. */
export const TRACE_HEADER = 'traceparent';

/** The trace that messages published now belong to: that of the running work, or a new one. */
export function outgoingTraceparent(): string {
  return currentTrace()?.traceparent ?? newTraceparent();
}

/** Headers of a message as it leaves: its own ones and the trace it belongs to. */
export function outgoingHeaders(message: OutgoingMessage, traceparent: string): Record<string, string> {
  return { [TRACE_HEADER]: traceparent, ...message.headers };
}
