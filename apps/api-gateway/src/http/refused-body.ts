import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const TOO_LARGE = 413;
/** What a client may go on sending before its connection is cut. */
const MOST_BYTES = 64 * 1_048_576;
const LONGEST_MS = 5_000;

/**
 * Reads a body that is too large to its end before the refusal is sent, within limits: a client that is still sending
 * when the connection closes would see a reset instead of the answer.
 */
export function addRefusedBodyHook(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    if (reply.statusCode === TOO_LARGE) await readToEnd(request.raw);
  });
}

function readToEnd(body: IncomingMessage): Promise<void> {
  if (body.readableEnded || body.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, LONGEST_MS);
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) finish();
    });
    for (const event of ['end', 'error', 'close']) body.once(event, finish);
    body.resume();
  });
}
