import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Keys in one page of a listing: few, so that listings have several. */
const keysInPage = 3;

/**
 * Speaks as much of S3 over HTTP as keeping objects takes: put, get, list (version 2, in pages), delete many. A request that is
 * not signed by the access key is refused; the signature itself is not checked.
 */
export class S3Server {
  /** Objects by bucket and key: `<bucket>/<key>`. */
  readonly objects = new Map<string, Buffer>();
  readonly accessKey = 'test-access-key';
  readonly secretKey = 'test-secret-key';
  /** Answers every request with 503 while it is set. */
  isAway = false;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });

  static async start(): Promise<S3Server> {
    const server = new S3Server();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const name = decodeURIComponent(pathname).slice(1);
    if (this.isAway) return fail(response, 503, 'SlowDown');
    const signed = `AWS4-HMAC-SHA256 Credential=${this.accessKey}/`;
    if (!request.headers.authorization?.startsWith(signed)) return fail(response, 403, 'AccessDenied');
    switch (request.method) {
      case 'PUT':
        this.objects.set(name, body);
        return send(response, 200, '', { etag: `"${createHash('md5').update(body).digest('hex')}"` });
      case 'GET':
        return searchParams.has('list-type')
          ? send(response, 200, this.#listing(bucketOf(name), searchParams))
          : this.#give(response, this.objects.get(name));
      case 'POST':
        for (const [, key] of body.toString().matchAll(/<Key>(.*?)<\/Key>/g)) {
          this.objects.delete(`${bucketOf(name)}/${key}`);
        }
        return send(response, 200, '<DeleteResult/>');
      default:
        return fail(response, 405, 'MethodNotAllowed');
    }
  }

  #give(response: ServerResponse, bytes: Buffer | undefined): void {
    if (bytes === undefined) return fail(response, 404, 'NoSuchKey');
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  }

  #listing(bucket: string, query: URLSearchParams): string {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const after = query.get('continuation-token') ?? '';
    const names = [...this.objects.keys()].filter((name) => name.startsWith(prefix) && name > after).sort();
    const page = names.slice(0, keysInPage);
    const contents = page.map((name) => {
      const size = this.objects.get(name)!.length;
      return `<Contents><Key>${name.slice(bucket.length + 1)}</Key><Size>${size}</Size></Contents>`;
    });
    const next = names.length > page.length ? page.at(-1) : undefined;
    const token = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
    return `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
  }
}

function bucketOf(name: string): string {
  return name.split('/')[0]!;
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(text);
}

function fail(response: ServerResponse, status: number, code: string): void {
  send(response, status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
