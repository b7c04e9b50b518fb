import type { DispatchMessage } from '@orrery/contracts';

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isDuration: Check = (value) => typeof value === 'number' && value >= 0;
const isWeightOrNone: Check = (value) =>
  value === undefined || (Number.isSafeInteger(value) && (value as number) > 0);
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';

/** What an attempt cannot do without. The spec was validated when the task was written; each executor looks at its own. */
const checks: readonly (readonly [keyof DispatchMessage, Check])[] = [
  ['v', (value) => value === 1],
  ['runId', (value) => typeof value === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(value)],
  ['attempt', (value) => Number.isSafeInteger(value) && (value as number) > 0],
  ['taskName', isText],
  ['project', isText],
  ['kind', isText],
  ['spec', isObject],
  ['params', isObject],
  ['timeoutMs', isDuration],
  ['heartbeatTimeoutMs', isDuration],
  ['killGraceMs', isDuration],
  ['plannedAt', isTextOrNull],
  ['isolation', (value) => value === undefined || isObject(value)],
  ['secrets', (value) => value === undefined || Array.isArray(value)],
  ['weight', isWeightOrNone],
  ['shard', (value) => value === undefined || isObject(value)],
];

/** The message if this worker understands it, else the name of the first wrong field. */
export function readDispatch(body: unknown): DispatchMessage | { readonly wrong: string } {
  if (!isObject(body)) return { wrong: 'body' };
  const message = body as Record<string, unknown>;
  for (const [field, holds] of checks) if (!holds(message[field])) return { wrong: field };
  return message as unknown as DispatchMessage;
}
