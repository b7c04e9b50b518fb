import { once } from 'node:events';
import type { Channel } from 'amqplib';

/** Closes a channel whatever state it is in. amqplib's own promise never ends when the connection dies before the answer. */
export async function closeChannel(channel: Channel): Promise<void> {
  const closed = once(channel, 'close');
  await Promise.race([channel.close(), closed]).catch(() => undefined);
}
