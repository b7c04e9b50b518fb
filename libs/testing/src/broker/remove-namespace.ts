import { deadLetterQueueOf, topology as catalogue, type Topology } from '@orrery/contracts';
import { connect } from 'amqplib';

/** Deletes what a namespace has on a RabbitMQ: the queues and exchanges of the topology, and further queues by name. */
export async function removeNamespace(
  url: string,
  namespace: string,
  further: Iterable<string> = [],
  topology: Topology = catalogue,
): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  for (const queue of new Set([...topology.queues.map(({ name }) => name), ...further])) {
    await channel.deleteQueue(`${namespace}.${queue}`);
    await channel.deleteQueue(`${namespace}.${deadLetterQueueOf(queue)}`);
  }
  for (const { name } of topology.exchanges) await channel.deleteExchange(`${namespace}.${name}`);
  await connection.close();
}
