import { newId } from '@orrery/runtime';
import { connect, type ConfirmChannel } from 'amqplib';
import {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type ResultSetHeader,
} from 'mysql2/promise';

const batchSize = 500;
const table = 'floor_run';
const params = JSON.stringify({ n: 1 });

export interface FloorOptions {
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
  readonly namespace: string;
  readonly runs: number;
}

/**
 * What this machine gives without Orrery: raw clients, one process, doing the least that a durable run costs. Rows
 * inserted in bulk, a persistent message each published with confirms to a quorum queue, consumed and acknowledged, rows
 * updated in bulk. The four overlap, as they do in a real system.
 * @returns runs per second.
 */
export async function measureFloor(options: FloorOptions): Promise<number> {
  const schema = `${options.namespace}_floor`;
  const queue = `${options.namespace}.floor`;
  const database = await openReadCommitted({ uri: options.mysqlUrl });
  const broker = await connect(options.amqpUrl);
  try {
    await database.query(`CREATE DATABASE \`${schema}\``);
    await database.query(`USE \`${schema}\``);
    await database.query(
      `CREATE TABLE ${table} (id varchar(36) PRIMARY KEY, task_id varchar(36) NOT NULL, state varchar(16) NOT NULL,
         due_at datetime(3) NOT NULL, finished_at datetime(3), params longtext NOT NULL, KEY ix_state (state, due_at))`,
    );
    const channel = await broker.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    const updates = await openReadCommitted({ uri: options.mysqlUrl, database: schema });
    try {
      return await runThrough({ database, updates, channel, queue, runs: options.runs });
    } finally {
      await channel.deleteQueue(queue);
      await updates.end();
    }
  } finally {
    await database.query(`DROP DATABASE IF EXISTS \`${schema}\``);
    await database.end();
    await broker.close();
  }
}

async function openReadCommitted(options: ConnectionOptions): Promise<Connection> {
  const connection = await createConnection({ ...options, timezone: 'Z' });
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  return connection;
}

interface Stack {
  readonly database: Connection;
  readonly updates: Connection;
  readonly channel: ConfirmChannel;
  readonly queue: string;
  readonly runs: number;
}

async function runThrough(stack: Stack): Promise<number> {
  const startedMs = performance.now();
  const consumed = consumeAll(stack);
  for (let sent = 0; sent < stack.runs; sent += batchSize) {
    const ids = Array.from({ length: Math.min(batchSize, stack.runs - sent) }, () => newId());
    await insert(stack.database, ids);
    for (const id of ids) publish(stack, id);
    await stack.channel.waitForConfirms();
  }
  await consumed;
  return (stack.runs * 1_000) / (performance.now() - startedMs);
}

async function insert(database: Connection, ids: readonly string[]): Promise<void> {
  const rows = ids.map((id) => [id, ids[0], 'dispatched', new Date(), null, params]);
  await database.query(`INSERT INTO ${table} (id, task_id, state, due_at, finished_at, params) VALUES ?`, [
    rows,
  ]);
}

function publish({ channel, queue }: Stack, id: string): void {
  const body = Buffer.from(
    JSON.stringify({ v: 1, runId: id, attempt: 1, kind: 'handler', params: { n: 1 } }),
  );
  channel.sendToQueue(queue, body, { persistent: true, messageId: id });
}

function consumeAll({ channel, queue, updates, runs }: Stack): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    let done = 0;
    let batch: string[] = [];
    let updating = Promise.resolve();
    const flush = (ids: readonly string[]) => async () => {
      const [result] = await updates.query<ResultSetHeader>(
        `UPDATE ${table} SET state = 'succeeded', finished_at = ? WHERE id IN (?) AND state = 'dispatched'`,
        [new Date(), ids],
      );
      done += result.affectedRows;
      if (done >= runs) resolve();
    };
    const onMessage = (message: { properties: { messageId?: string } } | null) => {
      if (!message) return;
      received += 1;
      batch.push(message.properties.messageId!);
      channel.ack(message as never);
      if (batch.length < batchSize && received < runs) return;
      updating = updating.then(flush(batch));
      updating.catch(reject);
      batch = [];
    };
    channel
      .prefetch(2 * batchSize)
      .then(() => channel.consume(queue, onMessage))
      .catch(reject);
  });
}
