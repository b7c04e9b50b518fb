import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { RegistryGate, type GateOptions } from './registry-gate.js';

/** A registry of one image, as far as an engine needs it to fetch one (OCI distribution). Of `missing` it knows nothing; `slow` never comes. */
export class ImageRegistry {
  /** How often the image was asked for. */
  asked = 0;

  private constructor(
    private readonly server: Server,
    readonly address: string,
    private readonly layout: () => string,
    private readonly gate: RegistryGate | undefined,
  ) {}

  /**
   * @param layout where `podman save --format docker-dir` has laid the image; asked for when somebody wants it.
   * @param login who may ask; undefined: everybody.
   */
  static async start(layout: () => string, login?: GateOptions): Promise<ImageRegistry> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const gate = login && new RegistryGate(address, login);
    const registry = new ImageRegistry(server, address, layout, gate);
    server.on('request', (request, response) => registry.answer(request, response));
    return registry;
  }

  /** How often somebody came with a login that is none here. */
  get turnedAway(): number {
    return this.gate?.turnedAway ?? 0;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.gate?.stops(request, response) === true) return;
    const { url = '' } = request;
    const [, name, kind, reference] = /^\/v2\/([^/]+)\/(manifests|blobs)\/(.+)$/.exec(url) ?? [];
    if (name === 'slow') return;
    if (name === undefined) return void response.writeHead(url === '/v2/' ? 200 : 404).end();
    if (name === 'missing') {
      const errors = [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }];
      return void response
        .writeHead(404, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errors }));
    }
    if (kind === 'manifests') this.asked += 1;
    const file = kind === 'manifests' ? 'manifest.json' : reference!.replace('sha256:', '');
    const bytes = readFileSync(join(this.layout(), file));
    const type = kind === 'manifests' ? mediaTypeOf(bytes) : 'application/octet-stream';
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    response.writeHead(200, { 'content-type': type, 'docker-content-digest': digest }).end(bytes);
  }
}

function mediaTypeOf(manifest: Buffer): string {
  return (JSON.parse(manifest.toString()) as { readonly mediaType: string }).mediaType;
}
