/** One server-sent event. */
export interface SseEvent<T = unknown> {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: T;
}

const EVENT_WITHIN_MS = 20_000;

/** Reads server-sent events one by one, as they arrive. */
export class SseReader {
  private unread = '';

  private constructor(
    private readonly reader: ReadableStreamDefaultReader<string>,
    private readonly abort: AbortController,
  ) {}

  static async open(url: string, headers: Record<string, string>): Promise<SseReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200 || !response.body)
      throw new Error(`${url} was answered with ${response.status}`);
    return new SseReader(response.body.pipeThrough(new TextDecoderStream()).getReader(), abort);
  }

  /** The next event; undefined when the stream has ended. */
  async next<T>(): Promise<SseEvent<T> | undefined> {
    for (;;) {
      const end = this.unread.indexOf('\n\n');
      if (end < 0) {
        const chunk = await this.chunk();
        if (chunk === undefined) return undefined;
        this.unread += chunk;
        continue;
      }
      const event = parseEvent<T>(this.unread.slice(0, end));
      this.unread = this.unread.slice(end + 2);
      if (event) return event;
    }
  }

  /** All events up to the end of the stream. */
  async rest<T>(): Promise<SseEvent<T>[]> {
    const events: SseEvent<T>[] = [];
    for (let event = await this.next<T>(); event; event = await this.next<T>()) events.push(event);
    return events;
  }

  close(): void {
    this.abort.abort();
  }

  private async chunk(): Promise<string | undefined> {
    const timer = setTimeout(
      () => this.abort.abort(new Error(`no event within ${EVENT_WITHIN_MS} ms`)),
      EVENT_WITHIN_MS,
    );
    try {
      return (await this.reader.read()).value;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Undefined for what is no event: comments and `retry:`. */
function parseEvent<T>(block: string): SseEvent<T> | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const event = field('event');
  if (event === undefined) return undefined;
  return { event, id: field('id'), data: JSON.parse(field('data') ?? 'null') as T };
}
