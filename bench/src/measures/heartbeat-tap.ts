import { setTimeout as sleep } from 'node:timers/promises';
import { heartbeatsQueue, type HeartbeatMessage } from '@orrery/contracts';
import { connect, type ChannelModel } from 'amqplib';
import type { BenchCluster } from '../cluster/bench-cluster.js';

const lookEveryMs = 20;
const givenUpAfterMs = 60_000;

/** Hears the heartbeats of all workers as they reach the broker, beside the masters. */
export class HeartbeatTap {
  private readonly arrivals: { readonly workerId: string; readonly atMs: number }[] = [];

  private constructor(private readonly connection: ChannelModel) {}

  static async open({ amqpUrl, namespace }: BenchCluster): Promise<HeartbeatTap> {
    const connection = await connect(amqpUrl);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    for (const { exchange, key } of heartbeatsQueue.bindings) {
      await channel.bindQueue(queue, `${namespace}.${exchange}`, key);
    }
    const tap = new HeartbeatTap(connection);
    await channel.consume(queue, (message) => tap.hear(message?.content), { noAck: true });
    return tap;
  }

  /** Resolves when a worker is heard, if it has not been yet. */
  async firstOf(workerId: string): Promise<void> {
    const endMs = performance.now() + givenUpAfterMs;
    while (!this.arrivals.some((each) => each.workerId === workerId)) {
      if (performance.now() > endMs) throw new Error(`Worker ${workerId} was not heard.`);
      await sleep(lookEveryMs);
    }
  }

  /** The longest time without a heartbeat of a worker from `fromMs` (of `performance.now()`) until now, in milliseconds. */
  longestGapMs(workerId: string, fromMs: number): number {
    const heard = this.arrivals.filter((each) => each.workerId === workerId && each.atMs >= fromMs);
    const moments = [fromMs, ...heard.map(({ atMs }) => atMs), performance.now()];
    return Math.max(...moments.slice(1).map((atMs, before) => atMs - moments[before]!));
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private hear(content: Buffer | undefined): void {
    if (content === undefined) return;
    const { workerId } = JSON.parse(content.toString()) as HeartbeatMessage;
    this.arrivals.push({ workerId, atMs: performance.now() });
  }
}
