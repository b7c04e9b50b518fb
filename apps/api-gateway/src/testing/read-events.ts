/** One server-sent event, or a comment or `retry:` line under the name `meta`. */
export interface ReadEvent {
  readonly event: string;
  readonly id?: string;
  readonly data?: { readonly text?: string; readonly state?: string } | string;
}

/** A live stream as its client reads it. */
export class EventReader {
  private constructor(
    readonly response: Response,
    private readonly source: AsyncGenerator<ReadEvent>,
    private readonly abort: AbortController,
  ) {}

  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    return new EventReader(response, eventsOf(response), abort);
  }

  /** The next event; undefined at the end of the stream. */
  async next(): Promise<ReadEvent | undefined> {
    const result: IteratorResult<ReadEvent, unknown> = await this.source.next();
    return result.done ? undefined : result.value;
  }

  async rest(): Promise<ReadEvent[]> {
    const events: ReadEvent[] = [];
    for await (const event of this.source) events.push(event);
    return events;
  }

  leave(): void {
    this.abort.abort();
  }
}

async function* eventsOf(response: Response): AsyncGenerator<ReadEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  if (response.body === null) return;
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): ReadEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const event = fields.get('event');
  if (event === undefined) return { event: 'meta', data: block };
  return { event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? '{}') as ReadEvent['data'] };
}
