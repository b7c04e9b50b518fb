const ANSWER_WITHIN_MS = 10_000;

interface BrokerConnection {
  readonly name: string;
  readonly client_properties?: { readonly connection_name?: string };
}

/** The management API of the drill's own RabbitMQ. */
export class BrokerAdmin {
  constructor(private readonly url: string) {}

  /** Closes all connections whose client calls itself so, as an operator would. Gives their number. */
  async closeConnectionsOf(client: string): Promise<number> {
    const connections = (await (await this.ask('GET', '/connections')).json()) as BrokerConnection[];
    const named = connections.filter(({ client_properties: of }) =>
      of?.connection_name?.split(' ').includes(client),
    );
    await Promise.all(
      named.map(({ name }) => this.ask('DELETE', `/connections/${encodeURIComponent(name)}`)),
    );
    return named.length;
  }

  private async ask(method: string, path: string): Promise<Response> {
    const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return fetch(`${this.url}/api${path}`, { method, headers: { authorization }, signal });
  }
}
