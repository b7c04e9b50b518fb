import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ChannelModel } from 'amqplib';
import { NAMESPACE } from '../cluster/cluster-specs.js';
import type { Actuator, FaultGround } from './fault-ground.js';
import type { StolenDispatch } from './struck-fault.js';

const FLOOD = 2_000;
/** So few that the theft is not an outage. */
const MOST_STOLEN = 12;
const BEFORE_ALL_WORKERS = 100;

/** Messages that nobody understands, all at once. */
export const fillQueue: Actuator = async (ground, hit) => {
  const at = Date.now();
  await withConnection(ground, async (connection) => {
    const channel = await connection.createConfirmChannel();
    const junk = Buffer.from(JSON.stringify({ junk: 'of the drill' }));
    for (let sent = 0; sent < FLOOD; sent += 1) {
      channel.sendToQueue(`${NAMESPACE}.${hit}`, junk, {
        type: 'drill.junk',
        contentType: 'application/json',
      });
    }
    await channel.waitForConfirms();
  });
  return { at, releasedAt: Date.now(), count: FLOOD };
};

/** Takes dispatches off their queue and acknowledges them: to the platform they are sent, and no worker ever sees them. */
export const stealDispatches: Actuator = async (ground, hit, holdMs) => {
  const at = Date.now();
  const stolen: StolenDispatch[] = [];
  await withConnection(ground, async (connection) => {
    const channel = await connection.createChannel();
    await channel.prefetch(1);
    const steal = (message: { content: Buffer } | null) => {
      if (message === null || stolen.length >= MOST_STOLEN) return;
      const { runId } = JSON.parse(message.content.toString()) as { runId: string };
      stolen.push({ runId, at: Date.now() });
      channel.ack(message as Parameters<typeof channel.ack>[0]);
    };
    await channel.consume(`${NAMESPACE}.${hit}`, steal, { priority: BEFORE_ALL_WORKERS });
    await sleep(holdMs);
  });
  return { at, releasedAt: Date.now(), stolen, count: stolen.length };
};

async function withConnection(
  { servers }: FaultGround,
  work: (connection: ChannelModel) => Promise<void>,
): Promise<void> {
  const connection = await connect(servers.addresses.amqpUrl);
  connection.on('error', () => undefined);
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}
