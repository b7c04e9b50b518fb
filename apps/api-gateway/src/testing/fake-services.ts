import type { CallName, CallReply, CallRequest } from '@orrery/contracts';
import { InternalError, OrreryError } from '@orrery/domain';
import type { Broker, Delivery } from '@orrery/messaging';

type Answer<Name extends CallName> = (request: CallRequest<Name>) => unknown;

/** A call that arrived. */
export interface SeenCall {
  readonly name: string;
  readonly request: Record<string, unknown>;
}

/** Something of every field that the gateway looks at, for tests that only need some answer. */
const anything = {
  id: 'any',
  name: 'any',
  project: 'default',
  version: 1,
  state: 'succeeded',
  finishedAt: '2020-01-01T00:00:00.000Z',
  items: [],
  gaps: [],
  nextCursor: null,
  startedAt: null,
  workflowRunId: 'any',
  workflowName: 'any',
  durationMs: null,
  timeZone: 'UTC',
  nodes: [],
  edges: [],
  run: { id: 'any', state: 'succeeded' },
  isMore: false,
};

/** Stands in for master and alarm: answers their calls as a test says, or with something of the right shape. */
export class FakeServices {
  readonly seen: SeenCall[] = [];
  private readonly answers = new Map<string, (request: never) => unknown>();
  private silent = false;

  private constructor(private readonly broker: Broker) {}

  static async start(broker: Broker): Promise<FakeServices> {
    const services = new FakeServices(broker);
    for (const queue of ['master.rpc', 'alarm.rpc']) {
      await broker.consume(queue, { prefetch: 100 }, (deliveries) => services.takeAll(deliveries));
    }
    return services;
  }

  on<Name extends CallName>(name: Name, answer: Answer<Name>): this {
    this.answers.set(name, answer);
    return this;
  }

  /** Forgets what a test said. */
  reset(): void {
    this.answers.clear();
    this.seen.length = 0;
    this.silent = false;
  }

  /** Takes calls and answers none, as a hung service does. */
  fallSilent(): void {
    this.silent = true;
  }

  of<Name extends CallName>(name: Name): CallRequest<Name>[] {
    return this.seen.filter((call) => call.name === name).map((call) => call.request as CallRequest<Name>);
  }

  private async takeAll(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) await this.take(delivery);
  }

  private async take(delivery: Delivery): Promise<void> {
    const request = delivery.body as Record<string, unknown>;
    this.seen.push({ name: delivery.type, request });
    delivery.ack();
    if (!this.silent) await this.broker.reply(delivery, await this.replyTo(delivery.type, request));
  }

  private async replyTo(name: string, request: Record<string, unknown>): Promise<unknown> {
    const answer = this.answers.get(name) as ((request: unknown) => unknown) | undefined;
    try {
      return {
        ok: true,
        value: answer ? await answer(request) : { ...anything, id: request['id'] ?? 'any' },
      };
    } catch (error) {
      const told = error instanceof OrreryError ? error : new InternalError(String(error));
      const { code, message, errors, details } = told;
      return { ok: false, error: { code, message, errors, details } };
    }
  }
}

/** An answer that a test leaves incomplete: only the fields that matter to it. */
export function answering<Name extends CallName>(part: Partial<CallReply<Name>>): () => unknown {
  return () => ({ ...anything, ...part });
}
