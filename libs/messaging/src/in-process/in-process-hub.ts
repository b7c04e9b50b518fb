import {
  deadLetterQueueOf,
  topology as catalogue,
  type Binding,
  type ExchangeName,
  type QueueSpec,
  type Topology,
} from '@orrery/contracts';
import { InProcessQueue } from './in-process-queue.js';
import type { StoredMessage } from './stored-message.js';
import { topicMatches } from './topic-match.js';

/** The exchanges and queues that the in-process brokers of one process share: what a RabbitMQ server is to a cluster. */
export class InProcessHub {
  private readonly queues = new Map<string, InProcessQueue>();
  private readonly bindings = new Map<ExchangeName, { queue: string; key: string }[]>();
  private readonly kinds: ReadonlyMap<ExchangeName, 'direct' | 'topic'>;
  private readonly callers = new Map<string, (correlationId: string, json: string) => void>();

  constructor(topology: Topology = catalogue) {
    this.kinds = new Map(topology.exchanges.map(({ name, kind }) => [name, kind]));
    for (const queue of topology.queues) this.declare(queue);
  }

  declare(spec: QueueSpec): void {
    if (spec.deadLetters) {
      const name = deadLetterQueueOf(spec.name);
      this.add({ name, kind: 'quorum', bindings: [], purpose: `dead of ${spec.name}`, deadLetters: false });
      this.bind(name, { exchange: 'dead', key: spec.name });
    }
    this.add(spec);
    for (const binding of spec.bindings) this.bind(spec.name, binding);
  }

  queue(name: string): InProcessQueue | undefined {
    return this.queues.get(name);
  }

  remove(name: string): void {
    this.queues.delete(name);
    for (const [exchange, bound] of this.bindings) {
      this.bindings.set(
        exchange,
        bound.filter(({ queue }) => queue !== name),
      );
    }
  }

  bind(queue: string, { exchange, key }: Binding): void {
    this.unbind(queue, { exchange, key });
    this.bindings.set(exchange, [...(this.bindings.get(exchange) ?? []), { queue, key }]);
  }

  unbind(queue: string, { exchange, key }: Binding): void {
    const bound = this.bindings.get(exchange) ?? [];
    this.bindings.set(
      exchange,
      bound.filter((binding) => binding.queue !== queue || binding.key !== key),
    );
  }

  /** Puts the message into every queue bound to the exchange for its key; false when there is none. */
  route(exchange: ExchangeName, message: StoredMessage): boolean {
    const matches = this.kinds.get(exchange) === 'topic' ? topicMatches : (a: string, b: string) => a === b;
    const targets = new Set<string>();
    for (const { queue, key } of this.bindings.get(exchange) ?? []) {
      if (matches(key, message.routingKey)) targets.add(queue);
    }
    for (const target of targets) this.queues.get(target)?.add(message);
    return targets.size > 0;
  }

  /** Registers where replies to a caller's requests go. */
  addCaller(address: string, take: (correlationId: string, json: string) => void): void {
    this.callers.set(address, take);
  }

  removeCaller(address: string): void {
    this.callers.delete(address);
  }

  reply(address: string, correlationId: string, json: string): void {
    setImmediate(() => this.callers.get(address)?.(correlationId, json));
  }

  private add(spec: QueueSpec): void {
    if (this.queues.has(spec.name)) return;
    this.queues.set(spec.name, new InProcessQueue(spec, (queue, message) => this.bury(queue, message)));
  }

  private bury(queue: string, message: StoredMessage): void {
    if (!this.queues.get(queue)?.spec.deadLetters) return;
    const { type, id, json, headers } = message;
    const dead = { type, id, json, headers, routingKey: queue };
    this.route('dead', { ...dead, expiresAtMs: Infinity, returns: 0, redelivered: false });
  }
}
