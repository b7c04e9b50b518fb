import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const headerBytes = 4;
const query = 0x03;

/** A unit of work as the database saw it: what was asked of it, a text for each round trip. */
export type AskedTransaction = readonly string[];

/** Stands between a master and its MySQL, and notes what the master asks. */
export class AskedStatements {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #transactions: string[][] = [];

  private constructor(private readonly target: URL) {
    this.#server = createServer((client) => this.#join(client));
  }

  /** Listens on a free port. */
  static async of(databaseUrl: string): Promise<AskedStatements> {
    const asked = new AskedStatements(new URL(databaseUrl));
    asked.#server.listen(0, '127.0.0.1');
    await once(asked.#server, 'listening');
    return asked;
  }

  /** The database by way of this. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.toString();
  }

  /** Committed ones in which such a text was asked. */
  transactionsWith(text: string): AskedTransaction[] {
    return this.#transactions.filter(
      (asked) => asked.at(-1)!.endsWith('COMMIT') && asked.some((each) => each.includes(text)),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const upstream = connect(Number(this.target.port || 3306), this.target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true).on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    this.#listen(client);
    client.pipe(upstream).pipe(client);
  }

  #listen(client: Socket): void {
    let rest = Buffer.alloc(0);
    let transaction: string[] | undefined;
    client.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let end = endOfPacket(rest); rest.length >= end; end = endOfPacket(rest)) {
        const text = queryIn(rest.subarray(0, end));
        rest = rest.subarray(end);
        if (text === undefined) continue;
        if (text.startsWith('START TRANSACTION')) this.#transactions.push((transaction = []));
        transaction?.push(text);
        if (/(COMMIT|ROLLBACK)$/.test(text)) transaction = undefined;
      }
    });
  }
}

function endOfPacket(bytes: Buffer): number {
  return bytes.length < headerBytes ? Infinity : headerBytes + bytes.readUIntLE(0, 3);
}

/** A command is the first packet of its exchange; those of the handshake are not. */
function queryIn(packet: Buffer): string | undefined {
  return packet[3] === 0 && packet[headerBytes] === query
    ? packet.toString('utf8', headerBytes + 1)
    : undefined;
}
