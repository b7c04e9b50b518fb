import { randomBytes } from 'node:crypto';
import { topology, type QueueSpec } from '@orrery/contracts';
import { NotFoundError } from '@orrery/domain';
import { createLogger, SystemClock } from '@orrery/runtime';
import { connect, type ChannelModel } from 'amqplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../broker/broker.js';
import { RabbitBroker } from '../rabbitmq/rabbit-broker.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { parseDeadLettersCommand, runDeadLettersCommand } from './dead-letters-command.js';

const url = process.env['ORRERY_TEST_AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672';
const namespace = `test_${randomBytes(5).toString('hex')}`;
const queue: QueueSpec = {
  name: 'letters',
  kind: 'quorum',
  bindings: [{ exchange: 'work', key: 'letters' }],
  purpose: 'test',
  deadLetters: true,
  deliveryLimit: 3,
};

describe('dead letters', () => {
  const broker = new RabbitBroker({
    url,
    namespace,
    clientName: namespace,
    logger: createLogger('test', 'silent'),
    topology: { exchanges: topology.exchanges, queues: [queue] },
  });
  let connection: ChannelModel;
  let box: DeadLetterBox;
  let lines: string[];
  beforeAll(async () => {
    await broker.connect();
    connection = await connect(url);
    box = new DeadLetterBox(connection, namespace);
  });
  beforeEach(() => {
    lines = [];
  });
  afterAll(async () => {
    await broker.close();
    const channel = await connection.createChannel();
    for (const name of ['letters', 'letters.dead']) await channel.deleteQueue(`${namespace}.${name}`);
    for (const { name } of topology.exchanges) await channel.deleteExchange(`${namespace}.${name}`);
    await connection.close();
  });

  const run = (...args: string[]) =>
    runDeadLettersCommand(parseDeadLettersCommand(args), box, new SystemClock(), (line) => lines.push(line));
  const dead = async () => (await broker.depth('letters.dead'))?.messages;

  async function kill(count: number): Promise<void> {
    const consumer = await broker.consume('letters', { prefetch: 10 }, async ([delivery]) =>
      delivery!.reject({ requeue: false }),
    );
    const bodies = Array.from({ length: count }, (_, body) => ({ letter: body }));
    await broker.publish(
      bodies.map((body) => ({
        exchange: 'work',
        routingKey: 'letters',
        type: 'run.report',
        id: `id-${body.letter}`,
        body,
      })),
    );
    await vi.waitFor(async () => expect(await dead()).toBe(count), { timeout: 5_000 });
    await consumer.stop();
  }

  it('are listed with their reason and left where they are, then replayed', async () => {
    await kill(5);
    await run('list', 'letters', '--limit', '2');
    await run('list', 'letters.dead', '--limit', '1');
    expect(lines[0]).toBe('letters: 5 dead');
    expect(lines[1]).toMatch(/^ {2}run\.report id-0, \d+ s old, rejected: \{"letter":0\}$/);
    expect(lines).toHaveLength(5);
    await vi.waitFor(async () => expect(await dead()).toBe(5), { timeout: 5_000 });

    const taken: Delivery[] = [];
    const consumer = await broker.consume('letters', { prefetch: 10 }, async ([delivery]) => {
      taken.push(delivery!);
      delivery!.ack();
    });
    await run('replay', 'letters', '--limit', '2');
    await run('replay', 'letters');
    expect(lines.slice(5)).toEqual(['letters: 2 of 5 replayed', 'letters: 3 of 3 replayed']);
    await vi.waitFor(() => expect(taken).toHaveLength(5));
    expect(taken.map(({ id }) => id).sort()).toEqual(['id-0', 'id-1', 'id-2', 'id-3', 'id-4']);
    const first = taken.find(({ id }) => id === 'id-0');
    expect(first).toMatchObject({ type: 'run.report', body: { letter: 0 }, redelivered: false });
    expect(await dead()).toBe(0);
    await run('replay', 'letters');
    expect(lines.at(-1)).toBe('letters: nothing to replay');
    await consumer.stop();
  });

  it('stay dead when their queue is gone', async () => {
    await kill(1);
    const channel = await connection.createChannel();
    await channel.deleteQueue(`${namespace}.letters`);
    await channel.close();
    await expect(run('replay', 'letters')).rejects.toThrow(NotFoundError);
    await vi.waitFor(async () => expect(await dead()).toBe(1), { timeout: 5_000 });
  });

  it('of a queue nobody declared are said to be missing', async () => {
    await run('list', 'no-such');
    expect(lines).toEqual(['no-such: no such queue']);
  });
});
