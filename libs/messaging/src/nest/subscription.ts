import type { ConsumeOptions } from '../broker/broker.js';

/** Where the messages of an `@EventPattern` come from and how they are taken. */
export interface Subscription extends ConsumeOptions {
  /** Logical name of the queue; patterns that share a queue must agree on `prefetch` and `batch`. */
  readonly queue: string;
}

/** Message type (the event pattern) -> its subscription. */
export type Subscriptions = Readonly<Record<string, Subscription>>;

/** The handlers of batched queues get an array of payloads. */
export interface QueueIntake {
  readonly queue: string;
  readonly options: ConsumeOptions;
  readonly types: readonly string[];
}

/** One intake for each queue, with all message types expected there. */
export function intakesOf(subscriptions: Subscriptions): readonly QueueIntake[] {
  const intakes = new Map<string, { queue: string; options: ConsumeOptions; types: string[] }>();
  for (const [type, { queue, ...options }] of Object.entries(subscriptions)) {
    const intake = intakes.get(queue) ?? { queue, options, types: [] };
    if (!agree(intake.options, options)) {
      throw new Error(
        `Subscriptions to ${queue} differ in prefetch or batch (${intake.types.join(', ')}; ${type}).`,
      );
    }
    intake.types.push(type);
    intakes.set(queue, intake);
  }
  return [...intakes.values()];
}

function agree(a: ConsumeOptions, b: ConsumeOptions): boolean {
  const [one, other] = [a.batch, b.batch];
  const isSameWait = one?.waitMs === other?.waitMs && one?.eager === other?.eager;
  return a.prefetch === b.prefetch && one?.size === other?.size && isSameWait;
}
