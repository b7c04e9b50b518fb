import type { MessageHandler } from '@nestjs/microservices';
import { withTrace } from '@orrery/runtime';
import { isObservable, lastValueFrom } from 'rxjs';
import { TRACE_HEADER } from '../broker/outgoing-headers.js';
import type { MessageContext } from './message-context.js';

/** Calls a Nest handler within the sender's trace and waits until what it returned has come to its end. */
export function invokeHandler(
  handler: MessageHandler,
  payload: unknown,
  context: MessageContext,
): Promise<unknown> {
  return withTrace(context.deliveries[0]?.headers[TRACE_HEADER], async () => {
    const result: unknown = await handler(payload, context);
    return isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
  });
}
