import { randomBytes } from 'node:crypto';
import { deadLetterQueueOf, topology as catalogue, type QueueSpec, type Topology } from '@orrery/contracts';
import { RabbitBroker, type RabbitBrokerOptions } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { connect } from 'amqplib';

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
    const connection = await connect(this.url);
    const channel = await connection.createChannel();
    for (const queue of this.queues) {
      await channel.deleteQueue(`${this.namespace}.${queue}`);
      await channel.deleteQueue(`${this.namespace}.${deadLetterQueueOf(queue)}`);
    }
    for (const { name } of this.topology.exchanges) await channel.deleteExchange(`${this.namespace}.${name}`);
    await connection.close();
  }
}
