import type { SseChannel } from './sse-channel.js';

/** Knows the live streams of this gateway, so that a drain can end them: their clients reconnect elsewhere. */
export class OpenChannels {
  private readonly channels = new Set<SseChannel>();

  add(channel: SseChannel): void {
    this.channels.add(channel);
    channel.signal.addEventListener('abort', () => this.channels.delete(channel), { once: true });
  }

  get size(): number {
    return this.channels.size;
  }

  endAll(): void {
    for (const channel of [...this.channels]) channel.end();
  }
}
