import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Transform } from 'node:stream';

/** A TCP proxy in front of a server, whose connections a test can cut or refuse as a failing network would. */
export class CuttableProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private refusing = false;
  /** How much longer everything takes from now on, in each direction. */
  delayMs = 0;

  private constructor(private readonly target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  /** Listens on a free port in front of the server that `targetUrl` names; `defaultPort` when the URL has none. */
  static async to(targetUrl: string, defaultPort: number): Promise<CuttableProxy> {
    const target = new URL(targetUrl);
    if (target.port === '') target.port = String(defaultPort);
    const proxy = new CuttableProxy(target);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** The target's URL with this proxy's address. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** How many connections are open through it. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Breaks all present connections; new ones are let through (unless `refuse`). */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Breaks all connections and lets no new one through until `restore`. */
  refuse(): void {
    this.refusing = true;
    this.cut();
  }

  restore(): void {
    this.refusing = false;
  }

  async close(): Promise<void> {
    this.refuse();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.refusing) return void client.destroy();
    const upstream = connect(Number(this.target.port), this.target.hostname);
    this.tie(client, upstream);
    this.tie(upstream, client);
  }

  private delaying(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _, done) => {
        if (this.delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), this.delayMs);
      },
    });
  }

  private tie(socket: Socket, other: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.sockets.delete(socket);
      other.destroy();
    });
    socket.pipe(this.delaying()).pipe(other);
  }
}
