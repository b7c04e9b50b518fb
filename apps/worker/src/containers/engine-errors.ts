import { messageOf } from '@orrery/runtime';

/** The engine did not answer: it may later. */
export class EngineAway extends Error {}

/** The engine answered and would not. */
export class EngineRefusal extends Error {
  /** @param status of its answer (HTTP). */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Statuses by which somebody on the way says that the engine is away. */
const awayStatuses: readonly number[] = [502, 503, 504];

/** What the client threw, as one of the two. */
export function engineError(error: unknown): EngineAway | EngineRefusal {
  if (error instanceof EngineAway || error instanceof EngineRefusal) return error;
  const { statusCode } = error as { readonly statusCode?: number };
  const message = messageOf(error)
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .trim();
  if (statusCode === undefined || awayStatuses.includes(statusCode)) return new EngineAway(message);
  return new EngineRefusal(statusCode, message);
}
