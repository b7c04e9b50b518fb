import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type HttpSpec, SecretMask } from '@orrery/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AttemptLog } from '../logs/attempt-log.js';
import { reachRulesOf } from '../reaching/reach-config.js';
import { maskedResult } from '../secrets/masked-result.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { linesOfLog } from '../testing/lines-of-log.js';
import { Attempt } from './attempt.js';
import { HttpExecutor } from './http-executor.js';

interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const orders = {
  id: 7,
  next: null,
  items: [
    { n: 1, tag: 'a' },
    { n: 2, tag: 'b' },
  ],
  note: 'x'.repeat(1_500),
};
const executor = new HttpExecutor(
  2_000,
  reachRulesOf({ nodeEnv: 'test', httpAllow: [], httpDeny: undefined }),
);
let server: Server;
let base: string;
let seen: Seen[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      seen.push({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: await text(request),
      });
      switch (request.url) {
        case '/json':
          response.setHeader('content-type', 'application/json').end('{"ok":true}');
          return;
        case '/orders':
          response.setHeader('content-type', 'text/plain').end(JSON.stringify(orders));
          return;
        case '/deep':
          response.setHeader('content-type', 'application/json').end('['.repeat(5_000) + ']'.repeat(5_000));
          return;
        case '/endless':
          response.end(`"${'x'.repeat(70_000)}"`);
          return;
        case '/empty':
          response.writeHead(204).end();
          return;
        case '/large':
          response.end('x'.repeat(300_000));
          return;
        case '/teapot':
          response.writeHead(418).end('short and stout');
          return;
        case '/silent':
          return; // never answers
        default:
          response.end('hello');
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await executor.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
});

function attemptOf(spec: Partial<HttpSpec>, secrets?: readonly string[]): Attempt {
  const dispatch = dispatchOf({
    kind: 'http',
    spec: { method: 'GET', url: base, ...spec },
    runId: 'run-1',
    attempt: 2,
    secrets,
  });
  return new Attempt(
    dispatch,
    new AttemptLog({
      runId: 'run-1',
      attempt: 2,
      now: () => '',
      onAppend: () => undefined,
      limitBytes: 1_048_576,
    }),
  );
}

describe('HttpExecutor', () => {
  it('sends the request as specified and takes the answer for the result', async () => {
    const spec = { method: 'POST', url: `${base}/json`, headers: { 'x-team': 'blue' }, body: { order: 1 } };
    expect(await executor.execute(attemptOf(spec))).toEqual({
      outcome: 'succeeded',
      exitCode: null,
      result: { status: 200, body: { ok: true }, truncated: false },
    });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      body: '{"order":1}',
      headers: {
        'content-type': 'application/json',
        'x-team': 'blue',
        'x-orrery-run-id': 'run-1',
        'x-orrery-attempt': '2',
      },
    });
  });

  it('sends a text body as it is', async () => {
    await executor.execute(
      attemptOf({ method: 'PUT', body: 'a=1', headers: { 'Content-Type': 'text/x-pairs' } }),
    );
    expect(seen[0]).toMatchObject({ body: 'a=1', headers: { 'content-type': 'text/x-pairs' } });
  });

  it('writes secrets into the address, headers and body, and says nothing of them', async () => {
    const spec = {
      method: 'POST',
      url: `${base}/\${secrets.PATH}?k=\${secrets.KEY}`,
      headers: { authorization: 'Bearer ${secrets.KEY}' },
      body: { login: { key: '${secrets.KEY}' } },
    };
    const attempt = attemptOf(spec, ['PATH', 'KEY']);
    const secrets = { PATH: 'json/a b', KEY: 'k"1&x=2' };
    attempt.take(secrets, new SecretMask(Object.values(secrets)));
    await executor.execute(attempt);
    expect(seen[0]).toMatchObject({
      url: '/json/a%20b?k=k%221%26x%3D2',
      body: '{"login":{"key":"k\\"1&x=2"}}',
      headers: { authorization: 'Bearer k"1&x=2' },
    });
    const said = JSON.stringify((await linesOfLog(attempt.log)).map(({ text }) => text));
    expect(said).toContain('/${secrets.PATH}?k=${secrets.KEY} answered 200');
    expect(said).not.toContain('x=2');
  });

  it('does not show a secret that no header can hold', async () => {
    const attempt = attemptOf({ headers: { authorization: '${secrets.KEY}' } }, ['KEY']);
    attempt.take({ KEY: 'line1\nline2' }, new SecretMask(['line1\nline2']));
    const refused = maskedResult(await executor.execute(attempt), attempt);
    expect(refused).toMatchObject({ outcome: 'failed', failure: { kind: 'refused' } });
    expect(JSON.stringify([refused, await linesOfLog(attempt.log)])).not.toMatch(/line[12]/);
  });

  it('leaves what looks like secrets alone when the task has none', async () => {
    await executor.execute(attemptOf({ method: 'PUT', body: '${secrets.KEY}' }));
    expect(seen[0]!.body).toBe('${secrets.KEY}');
  });

  it('keeps the beginning of a large answer', async () => {
    const result = await executor.execute(attemptOf({ url: `${base}/large` }));
    expect(result).toMatchObject({ outcome: 'succeeded', result: { truncated: true } });
    expect((result as { result: { body: string } }).result.body).toHaveLength(65_536);
  });

  it('fails on a status that is not expected, and takes one that is', async () => {
    expect(await executor.execute(attemptOf({ url: `${base}/teapot` }))).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'http_status', message: `GET ${base}/teapot answered 418, expected 200 to 299` },
      result: { status: 418, body: 'short and stout' },
    });
    expect(await executor.execute(attemptOf({ url: `${base}/teapot`, expectStatus: [418] }))).toMatchObject({
      outcome: 'succeeded',
    });
    expect(await executor.execute(attemptOf({ expectStatus: [201] }))).toMatchObject({ outcome: 'failed' });
  });

  it('fails when nobody answers at the address, and says why', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    await once(nobody, 'close');
    expect(await executor.execute(attemptOf({ url: `http://127.0.0.1:${port}/` }))).toMatchObject({
      outcome: 'failed',
      failure: {
        kind: 'network',
        message: expect.stringContaining(`ECONNREFUSED 127.0.0.1:${port}`) as string,
      },
    });
  });

  it('refuses what is no request', async () => {
    expect(await executor.execute(attemptOf({ url: 'nonsense' }))).toMatchObject({
      failure: { kind: 'refused' },
    });
    expect(await executor.execute(attemptOf({ method: 'GET', body: 'x' }))).toMatchObject({
      failure: { kind: 'refused' },
    });
  });

  it('takes the outputs of the task from the answer', async () => {
    const outputs = {
      id: '$.id',
      tags: '$.items[*].tag',
      second: '$.items[1]',
      none: '$.nobody',
      next: '$.next',
    };
    const { outcome, result } = (await executor.execute(attemptOf({ url: `${base}/orders`, outputs }))) as {
      outcome: string;
      result: Record<string, unknown>;
    };
    const read = { id: 7, tags: ['a', 'b'], second: { n: 2, tag: 'b' }, none: null, next: null };
    expect({ outcome, result }).toEqual({
      outcome: 'succeeded',
      result: { status: 200, body: JSON.stringify(orders), truncated: false, ...read },
    });
  });

  it.each([
    ['/', 'GET URL/ answered without the outputs of the task: the body is no JSON: line 1: Unexpected token'],
    ['/empty', 'the body is no JSON: line 1: Unexpected end of JSON input'],
    ['/deep', 'the body nests deeper than 100 levels'],
    ['/endless', 'the body is longer than what is read of it'],
  ])('fails when %s has no outputs', async (path, message) => {
    const attempt = attemptOf({ url: `${base}${path}`, outputs: { a: '$.a' } });
    expect(await executor.execute(attempt)).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'output', message: expect.stringContaining(message.replace('URL', base)) as string },
      result: { truncated: path === '/endless' },
    });
  });

  it('fails when the outputs are too large', async () => {
    const outputs = { one: '$.note', other: '$.note' };
    expect(await executor.execute(attemptOf({ url: `${base}/orders`, outputs }))).toMatchObject({
      failure: {
        kind: 'output',
        message: expect.stringContaining('what they name is longer than 2000 bytes of JSON') as string,
      },
    });
  });

  it('looks for no outputs in an answer it did not expect', async () => {
    const attempt = attemptOf({ url: `${base}/teapot`, outputs: { a: '$.a' } });
    expect(await executor.execute(attempt)).toMatchObject({ failure: { kind: 'http_status' } });
  });

  it('keeps what nests too deep as text', async () => {
    const result = await executor.execute(attemptOf({ url: `${base}/deep` }));
    expect(result).toMatchObject({
      outcome: 'succeeded',
      result: { body: expect.stringMatching(/^\[{9}/) as string },
    });
  });

  it('ends with its attempt', async () => {
    const attempt = attemptOf({ url: `${base}/silent` });
    const executed = executor.execute(attempt);
    await expect.poll(() => seen.length).toBe(1);
    attempt.end({ kind: 'timeout', timeoutMs: 10 });
    expect(await executed).toEqual({ outcome: 'ended' });
  });
});
