import { describe, expect, it } from 'vitest';
import { declaredRoutes } from '../testing/routes.js';
import { useGateway } from '../testing/use-gateway.js';

const ids = [
  '%20',
  "'%20OR%201=1",
  '..',
  '%E2%80%AE',
  '%F0%9F%92%A9',
  '0',
  'null',
  'a'.repeat(100),
  'constructor',
];
const bodies: readonly unknown[] = [
  undefined,
  '',
  'null',
  '"text"',
  '[{}]',
  '{"a":1,"a":2}',
  '{"name":"\\ud800"}',
  '\ufeff{}',
  { name: {}, kind: [], spec: null, project: ['default'], trigger: 7, target: 'x', items: {}, roles: 3 },
  { name: '\u202e', kind: 'shell', spec: { command: 7 }, labels: { constructor: 'x' }, items: [null, 1, []] },
  { trigger: { kind: 'cron', expression: '0 0 30 2 *', timeZone: 'Mars/Olympus' }, from: 'never', count: -1 },
  {
    trigger: { kind: 'once', at: '9999-99-99' },
    target: { kind: 'task' },
    receivers: [{}],
    refreshToken: '\ud800',
  },
  { username: 'İ'.repeat(100), password: '\u0007'.repeat(256), refreshToken: '💩'.repeat(60) },
  { roles: [{ role: 'admin', project: 5 }], expiresAt: 'tomorrow', dueAt: 1e308, reason: {}, params: [] },
];
const queries = [
  'limit=-1',
  'limit=1e9',
  'limit=',
  'cursor=%00',
  'cursor=eyJ9',
  'cursor[a]=1',
  'project=%F0%9F%92%A9',
  'state=a&state=b',
  'after=NaN',
  'after=99999999999999999999',
  'search=%25_%5C',
  'force=maybe',
  'label=&label==',
  '%=%',
  'constructor=1',
];
const headers: readonly Record<string, string>[] = [
  { 'if-match': '"v99999999999999999999"', 'idempotency-key': 'k'.repeat(256) },
  { 'if-match': 'W/"v1"', 'if-none-match': ',,,', traceparent: 'x'.repeat(2_000) },
  { 'if-match': '*', 'last-event-id': '-1', 'idempotency-key': ' ' },
  { 'content-type': 'application/json; charset=klingon', accept: 'image/png' },
  { 'x-forwarded-for': '<script>,,999.999.999.999', 'x-api-key': 'ork_' },
];

describe('odd requests', () => {
  const gateway = useGateway();

  it('are answered, never with a fault of ours, on every route', { timeout: 60_000 }, async () => {
    const faults: string[] = [];
    const routes = declaredRoutes(gateway.running.http);
    expect(routes.length).toBeGreaterThan(40);
    let turn = 0;
    const odd = <T>(all: readonly T[]) => all[turn++ % all.length]!;
    for (const { method, path } of routes) {
      const rounds = Math.max(bodies.length, queries.length, method === 'GET' ? 0 : headers.length);
      for (let round = 0; round < rounds; round += 1) {
        const address = `${path.replaceAll(/:\w+/g, () => odd(ids))}?${round % 2 === 0 ? odd(queries) : ''}`;
        const body = method === 'GET' ? undefined : bodies[round % bodies.length];
        const told = await gateway.ask(method, address, {
          token: gateway.admin,
          body,
          headers: odd(headers),
        });
        const isProblem = told.headers.get('content-type')?.startsWith('application/problem+json');
        if (told.status >= 500 || (told.status >= 400 && !isProblem)) {
          faults.push(`${method} ${address} ${JSON.stringify(body)}: ${told.status}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
});
