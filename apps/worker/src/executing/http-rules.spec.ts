import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { type HttpSpec, SecretMask } from '@orrery/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readWorkerConfig } from '../config.js';
import { AttemptLog } from '../logs/attempt-log.js';
import { reachRulesOf } from '../reaching/reach-config.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { linesOfLog } from '../testing/lines-of-log.js';
import { Attempt } from './attempt.js';
import { HttpExecutor } from './http-executor.js';

const executors: HttpExecutor[] = [];
const seen: { path?: string; method?: string; headers: IncomingMessage['headers']; body: string }[] = [];
let server: Server;
let other: Server;
/** Accepts connections and says nothing. */
let mute: TcpServer;
let base: string;
/** The log of the attempt that was executed last. */
let logged: () => Promise<string[]>;
let elsewhere: string;

beforeAll(async () => {
  const answer: Parameters<typeof createServer>[1] = (request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url!, base);
      const { method, headers } = request;
      seen.push({ path: pathname, method, headers, body: await text(request) });
      const to = searchParams.get('to');
      if (to !== null) response.writeHead(Number(pathname.slice(1)), { location: to }).end('gone');
      else if (pathname === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (pathname === '/slow') setTimeout(() => response.end('late'), 2_000).unref();
      else if (pathname === '/large') response.end('x'.repeat(200_000));
      else response.end('{"state":"done","items":[1,2]}');
    })();
  };
  server = createServer(answer).listen(0, '127.0.0.1');
  other = createServer(answer).listen(0, '127.0.0.1');
  mute = createTcpServer().listen(0, '127.0.0.1');
  await Promise.all([server, other, mute].map((each) => once(each, 'listening')));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const executor of executors) await executor.close();
  for (const each of [server, other]) {
    each.closeAllConnections();
    each.close();
  }
  mute.close();
});
beforeEach(() => void seen.splice(0));

function execute(
  spec: Partial<HttpSpec>,
  settings: Record<string, string> = {},
  secrets: Record<string, string> = {},
) {
  const executor = new HttpExecutor(10_000, reachRulesOf(readWorkerConfig(settings)));
  executors.push(executor);
  const dispatch = dispatchOf({
    kind: 'http',
    spec: { method: 'GET', url: base, ...spec },
    secrets: Object.keys(secrets),
  });
  const now = () => '';
  const log = new AttemptLog({ runId: 'r', attempt: 1, now, onAppend: () => undefined, limitBytes: 10_000 });
  const attempt = new Attempt(dispatch, log);
  attempt.take(secrets, new SecretMask(Object.values(secrets)));
  logged = async () => (await linesOfLog(log)).map(({ text: line }) => line);
  return executor.execute(attempt);
}

describe('an expected body', () => {
  it('is one that has all that is said of it', async () => {
    const expectBody = { contains: 'done', matches: '"items":\\[\\d', json: { '$.items': [1, 2] } };
    expect(await execute({ expectBody })).toMatchObject({ outcome: 'succeeded' });
  });

  it.each([
    [{ contains: 'failed' }, 'with a body that does not contain "failed"'],
    [{ matches: '^done' }, 'with a body that does not match "^done"'],
    [{ json: { '$.state': 'open' } }, 'with a body that has not "open" at $.state'],
    [{ json: { '$.nothing': 0 } }, 'with a body that has not 0 at $.nothing'],
  ])('is missed as %o', async (expectBody, message) => {
    const executed = await execute({ expectBody });
    expect(executed).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'http_body', message: expect.stringContaining(message) as string },
      result: { status: 200 },
    });
    expect((await logged()).at(-1)).toContain(message);
  });

  it('is looked for in what is read only', async () => {
    const executed = await execute({ url: `${base}/large`, expectBody: { contains: 'y' } });
    expect(executed).toMatchObject({
      failure: { message: expect.stringContaining('as far as it was read') as string },
    });
    const asJson = await execute({ url: `${base}/large`, expectBody: { json: { $: 1 } } });
    expect(asJson).toMatchObject({
      failure: { message: expect.stringContaining('longer than what is read of it') as string },
    });
  });
});

it('the log says which status was expected', async () => {
  await execute({ expectStatus: [201] });
  expect((await logged()).at(-1)).toBe(`GET ${base} answered 200, expected 201`);
});

it('a port of another protocol is refused, and never tried again', async () => {
  expect(await execute({ url: 'http://127.0.0.1:25/' })).toMatchObject({
    failure: {
      kind: 'refused',
      message: expect.stringContaining('no HTTP request goes to that port') as string,
      retry: { kind: 'never' },
    },
  });
});

it('a response longer than it may be fails, one within is read to its end', async () => {
  const url = `${base}/large`;
  expect(await execute({ url, maxResponseBytes: 199_999 })).toMatchObject({
    failure: { kind: 'http_body', message: `GET ${url} answered with more than 199999 bytes` },
  });
  expect((await logged()).at(-1)).toBe(`GET ${url} answered with more than 199999 bytes`);
  expect(await execute({ url, maxResponseBytes: 200_000 })).toMatchObject({
    outcome: 'succeeded',
    result: { truncated: true },
  });
});

describe('time', () => {
  it('is over when the response is not complete', async () => {
    const url = `${base}/slow`;
    expect(await execute({ url, totalTimeoutMs: 50 })).toMatchObject({
      failure: { kind: 'network', message: `GET ${url} failed: it took longer than 50 ms` },
    });
  });

  it('is over when no connection comes about', async () => {
    const url = `https://127.0.0.1:${(mute.address() as AddressInfo).port}/`;
    const startMs = performance.now();
    expect(await execute({ url, connectTimeoutMs: 200 })).toMatchObject({
      failure: { kind: 'network', message: expect.stringMatching(/connect timeout/i) as string },
    });
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});

describe('a redirect', () => {
  it('is followed, with all headers within its origin', async () => {
    const headers = { authorization: 'Bearer x', 'x-key': 'k' };
    const url = `${base}/307?to=/there`;
    expect(await execute({ method: 'PUT', url, headers, body: 'b' })).toMatchObject({ outcome: 'succeeded' });
    expect(seen[1]).toMatchObject({ path: '/there', method: 'PUT', body: 'b', headers });
  });

  it('takes no credentials to another origin', async () => {
    const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-key': 'k', accept: 'text/plain' };
    await execute({ url: `${base}/302?to=${elsewhere}/there`, headers });
    expect(seen[1]).toMatchObject({ path: '/there', headers: { accept: 'text/plain' } });
    for (const name of ['authorization', 'cookie', 'x-key'])
      expect(seen[1]!.headers).not.toHaveProperty(name);
  });

  it('takes no header with secrets to another origin, whatever its name', async () => {
    const secret = '${secrets.KEY}';
    const headers = { 'User-Agent': secret, 'accept-key': `k ${secret}`, traceparent: secret };
    const own = { 'x-orrery-shard-index': secret, 'x-orrery-key': 'k', 'accept-language': 'en' };
    const spec = { url: `${base}/302?to=${elsewhere}/there`, headers: { ...headers, ...own } };
    await execute(spec, {}, { KEY: 'hidden' });
    expect(seen[0]!.headers).toMatchObject({ 'user-agent': 'hidden', 'x-orrery-shard-index': 'hidden' });
    expect(seen[1]!.headers).toMatchObject({ 'accept-language': 'en', 'x-orrery-attempt': '1' });
    expect(JSON.stringify(seen[1])).not.toContain('hidden');
    expect(seen[1]!.headers).not.toHaveProperty('x-orrery-key');
  });

  it('takes no body with secrets to another origin', async () => {
    const spec = { method: 'POST', url: `${base}/308?to=${elsewhere}/there`, body: { k: '${secrets.KEY}' } };
    const executed = await execute(spec, {}, { KEY: 'hidden' });
    expect(executed).toMatchObject({
      failure: { kind: 'http_status', message: expect.stringContaining('a body with secrets') as string },
    });
    expect(seen).toHaveLength(1);
    const within = { ...spec, url: `${base}/308?to=/there` };
    expect(await execute(within, {}, { KEY: 'hidden' })).toMatchObject({ outcome: 'succeeded' });
  });

  it('of a post becomes a get', async () => {
    await execute({ method: 'POST', url: `${base}/303?to=/there`, body: { a: 1 } });
    expect(seen[1]).toMatchObject({ path: '/there', method: 'GET', body: '' });
    expect(seen[1]!.headers).not.toHaveProperty('content-type');
  });

  it('fails the attempt where the task says so, and is the response where it says that', async () => {
    const url = `${base}/302?to=/there`;
    expect(await execute({ url, redirect: 'error' })).toMatchObject({
      failure: { kind: 'http_status', message: `GET ${url} failed: it redirects (302)` },
    });
    expect(await execute({ url, redirect: 'manual', expectStatus: [302] })).toMatchObject({
      outcome: 'succeeded',
      result: { status: 302, body: 'gone', location: '/there' },
    });
  });

  it('is followed so often only, and nowhere but to http addresses without credentials', async () => {
    expect(await execute({ url: `${base}/loop`, maxRedirects: 3 })).toMatchObject({
      failure: { message: expect.stringContaining('it redirects more than 3 times') as string },
    });
    expect(seen).toHaveLength(4);
    for (const to of ['file:///etc/passwd', 'http://u:p@127.0.0.1/'])
      expect(await execute({ url: `${base}/302?to=${to}` })).toMatchObject({
        failure: { kind: 'http_status' },
      });
  });
});

describe('what the worker may not reach', () => {
  const production = { NODE_ENV: 'production' };
  const refused = { outcome: 'failed', failure: { kind: 'refused', retry: { kind: 'never' } } };
  const hostAs = (host: string) => base.replace('127.0.0.1', host);

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'localhost'])(
    'is refused as %s, and never tried again',
    async (host) => {
      expect(await execute({ url: hostAs(host) }, production)).toMatchObject(refused);
      expect(seen).toEqual([]);
    },
  );

  it('is judged by the address that the connection goes to', async () => {
    const allowed = { ...production, ORRERY_HTTP_ALLOW: 'localhost' };
    expect(await execute({ url: hostAs('localhost') }, allowed)).toMatchObject({ outcome: 'succeeded' });
    const denied = { ORRERY_HTTP_ALLOW: 'localhost', ORRERY_HTTP_DENY: '127.0.0.0/8,::1' };
    expect(await execute({ url: hostAs('localhost') }, denied)).toMatchObject(refused);
  });

  it('is refused after a redirect, too', async () => {
    const settings = { ORRERY_HTTP_DENY: 'localhost' };
    const url = `${base}/302?to=${encodeURIComponent(hostAs('localhost'))}`;
    expect(await execute({ url }, settings)).toMatchObject(refused);
    const toMetadata = await execute({ url: `${base}/302?to=http://169.254.169.254/latest` });
    expect(toMetadata).toMatchObject(refused);
    expect(seen).toHaveLength(2);
  });
});
