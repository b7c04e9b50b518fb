import { randomBytes } from 'node:crypto';
import { topology as catalogue, type QueueSpec, type Topology } from '@orrery/contracts';
import { RabbitBroker, type RabbitBrokerOptions } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { removeNamespace } from './remove-namespace.js';

/** A RabbitBroker that notes what it declares, so that the test can take it away. */
class NotedRabbitBroker extends RabbitBroker {
  constructor(
    options: RabbitBrokerOptions,
    private readonly note: (queue: string) => void,
  ) {
    super(options);
  }

  override async declare(queue: QueueSpec): Promise<void> {
    this.note(queue.name);
    await super.declare(queue);
  }
}

/** A namespace of its own on the real RabbitMQ, from which everything is deleted at the end. */
export class RabbitWorld {
  readonly url = process.env['ORRERY_TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672';
  readonly namespace = `test_${randomBytes(5).toString('hex')}`;
  private readonly queues = new Set<string>();
  private readonly brokers: RabbitBroker[] = [];

  constructor(private readonly topology: Topology = catalogue) {
    for (const { name } of topology.queues) this.queues.add(name);
  }

  /** A broker that is not connected yet; `options` override the defaults of tests. */
  broker(options: Partial<RabbitBrokerOptions> = {}): RabbitBroker {
    const { url, namespace, topology } = this;
    const logger = createLogger('test', 'silent');
    const settings = { url, namespace, topology, clientName: namespace, logger, ...options };
    const broker = new NotedRabbitBroker(settings, (queue) => this.queues.add(queue));
    this.brokers.push(broker);
    return broker;
  }

  async open(options: Partial<RabbitBrokerOptions> = {}): Promise<RabbitBroker> {
    const broker = this.broker(options);
    await broker.connect();
    return broker;
  }

  async destroy(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.close()));
    await removeNamespace(this.url, this.namespace, this.queues, this.topology);
  }
}
