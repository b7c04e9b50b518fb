import type { SseChannel } from './sse-channel.js';

/** As long as an access token is good: whoever may no longer look sees no more than that. */
const LONGEST_MS = 900_000;

/**
 * Knows the live streams of this gateway and ends them: all of them in a drain, each when it has lasted so long that its
 * client has to show anew that it may look. Clients reconnect and go on where they were.
 */
export class OpenChannels {
  private readonly channels = new Set<Pick<SseChannel, 'end'>>();

  constructor(private readonly longestMs = LONGEST_MS) {}

  add(channel: Pick<SseChannel, 'signal' | 'end'>): void {
    this.channels.add(channel);
    const timer = setTimeout(() => channel.end(), this.longestMs).unref();
    const forget = () => {
      clearTimeout(timer);
      this.channels.delete(channel);
    };
    channel.signal.addEventListener('abort', forget, { once: true });
  }

  get size(): number {
    return this.channels.size;
  }

  endAll(): void {
    for (const channel of [...this.channels]) channel.end();
  }
}
