import { Injectable } from '@nestjs/common';
import { NotFoundError } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../access/principal.js';
import { GatewayLog } from '../http/gateway-log.js';
import { OpenChannels } from './open-channels.js';
import { SseChannel, type SseEvent } from './sse-channel.js';
import { StreamSeats } from './stream-seats.js';

/** Serves a live stream to one caller: takes a seat, sends what the source yields, and cleans up however it ends. */
@Injectable()
export class LiveStreams {
  constructor(
    private readonly seats: StreamSeats,
    private readonly channels: OpenChannels,
    private readonly log: GatewayLog,
  ) {}

  /** @throws TooManyStreamsError before the first byte; resolves when the stream has ended. */
  async serve(
    caller: Principal,
    reply: FastifyReply,
    source: (signal: AbortSignal) => AsyncIterable<SseEvent>,
  ): Promise<void> {
    const giveBack = this.seats.take(caller.userId);
    const channel = SseChannel.open(reply);
    this.channels.add(channel);
    try {
      for await (const event of source(channel.signal)) await channel.send(event);
    } catch (error) {
      // The run was deleted meanwhile, or the fault is ours: the client comes back and is told by status.
      if (!(error instanceof NotFoundError)) this.log.logger.warn(`a live stream broke: ${messageOf(error)}`);
    } finally {
      channel.end();
      giveBack();
    }
  }
}
