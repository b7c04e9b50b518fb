import type { Binding, QueueSpec, Topology } from '@orrery/contracts';
import type { Channel } from 'amqplib';
import type { Namespace } from './namespace.js';
import { deadLetterRoute, deadQueueArguments, queueArguments } from './queue-arguments.js';

/** Remembers every exchange, queue and binding this process relies on, and declares them on each (re)connection. */
export class Declarations {
  private readonly queues = new Map<string, QueueSpec>();
  private readonly bindings = new Map<string, Map<string, Binding>>();

  constructor(
    private readonly namespace: Namespace,
    private readonly topology: Topology,
  ) {
    for (const queue of topology.queues) this.remember(queue);
  }

  remember(spec: QueueSpec): void {
    this.queues.set(spec.name, spec);
    for (const binding of spec.bindings) this.rememberBinding(spec.name, binding);
  }

  forget(queue: string): void {
    this.queues.delete(queue);
    this.bindings.delete(queue);
  }

  rememberBinding(queue: string, binding: Binding): void {
    const known = this.bindings.get(queue) ?? new Map<string, Binding>();
    known.set(`${binding.exchange} ${binding.key}`, binding);
    this.bindings.set(queue, known);
  }

  forgetBinding(queue: string, binding: Binding): void {
    this.bindings.get(queue)?.delete(`${binding.exchange} ${binding.key}`);
  }

  kindOf(queue: string): QueueSpec['kind'] | undefined {
    return this.queues.get(queue)?.kind;
  }

  /** Declares all but exclusive queues: those may still be held by a dying connection and are declared by their consumer. */
  async declareShared(channel: Channel): Promise<void> {
    for (const { name, kind } of this.topology.exchanges) {
      await channel.assertExchange(this.namespace.exchange(name), kind, { durable: true });
    }
    for (const spec of this.queues.values()) {
      if (spec.kind !== 'exclusive') await this.declareQueue(channel, spec.name);
    }
  }

  async declareQueue(channel: Channel, name: string): Promise<void> {
    const spec = this.queues.get(name);
    if (spec === undefined) return;
    if (spec.deadLetters) await this.declareDeadQueue(channel, spec);
    const physical = this.namespace.queue(name);
    await channel.assertQueue(physical, queueArguments(spec, this.namespace));
    for (const { exchange, key } of this.bindings.get(name)?.values() ?? []) {
      await channel.bindQueue(physical, this.namespace.exchange(exchange), key);
    }
  }

  private async declareDeadQueue(channel: Channel, spec: QueueSpec): Promise<void> {
    const { queue, key } = deadLetterRoute(spec.name);
    await channel.assertQueue(this.namespace.queue(queue), deadQueueArguments);
    await channel.bindQueue(this.namespace.queue(queue), this.namespace.exchange('dead'), key);
  }
}
