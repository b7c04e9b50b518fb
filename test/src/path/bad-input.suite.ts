import { describe, expect, it } from 'vitest';
import type { Problem } from '../installation/api-client.js';
import type { Installation } from '../installation/installation.js';

interface BadRequest {
  readonly what: string;
  readonly path: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  /** Of the field that the answer must name. */
  readonly pointer?: string;
}

const TARGET = '{target}';
const task = { kind: 'shell', spec: { command: 'true' } };
const bad = (what: string, more: object, pointer: string): BadRequest => ({
  what,
  path: '/tasks',
  body: { name: 'bad-input', ...task, ...more },
  status: 422,
  pointer,
});
const badTrigger = (what: string, trigger: object, pointer: string): BadRequest => ({
  what,
  path: '/schedules',
  body: { name: 'bad-input', target: { kind: 'task', id: TARGET }, trigger },
  status: 422,
  pointer,
});
const cron = (expression: string, timeZone = 'UTC') => ({ kind: 'cron', expression, timeZone });

const requests: readonly BadRequest[] = [
  { what: 'an empty body', path: '/tasks', body: {}, status: 422, pointer: '/name' },
  { what: 'a body that is a list', path: '/tasks', body: [], status: 422 },
  { what: 'malformed JSON', path: '/tasks', text: '{"name": "bad-input",', status: 400 },
  {
    what: 'no JSON at all',
    path: '/tasks',
    text: 'name=x',
    headers: { 'content-type': 'text/xml' },
    status: 415,
  },
  {
    what: '10 MB',
    path: '/tasks',
    text: `{"name":"bad-input","x":"${'x'.repeat(10_000_000)}"}`,
    status: 413,
  },
  bad('an unknown field', { colour: 'red' }, '/colour'),
  bad('an unknown kind', { kind: 'magic' }, '/kind'),
  bad('a spec without its command', { spec: {} }, '/spec/command'),
  bad('a spec of another kind', { spec: { url: 'http://example.org' } }, '/spec/url'),
  bad(
    'an output that is no path',
    { kind: 'http', spec: { url: 'http://example.org', outputs: { id: 'id' } } },
    '/spec/outputs/id',
  ),
  bad(
    'a pattern that nobody could match',
    { kind: 'http', spec: { url: 'http://example.org', expectBody: { matches: '(' } } },
    '/spec/expectBody/matches',
  ),
  bad(
    'a password in a definition',
    {
      kind: 'sql',
      spec: {
        connection: { host: 'db', user: 'u', password: 'geheim' },
        statements: [{ sql: 'SELECT 1' }],
      },
    },
    '/spec/connection/password',
  ),
  bad(
    'a task without statements',
    { kind: 'sql', spec: { connection: { host: 'db', user: 'u' }, statements: [] } },
    '/spec/statements',
  ),
  bad('an empty name', { name: '' }, '/name'),
  bad('a name over its limit', { name: 'x'.repeat(10_000) }, '/name'),
  bad('a name that is a number', { name: 7 }, '/name'),
  bad('a negative duration', { timeoutMs: -1 }, '/timeoutMs'),
  bad('a duration that is a text', { timeoutMs: '60s' }, '/timeoutMs'),
  bad('no attempt at all', { retry: { maxAttempts: 0 } }, '/retry/maxAttempts'),
  bad('a negative backoff', { retry: { backoff: { kind: 'fixed', delayMs: -5 } } }, '/retry/backoff/delayMs'),
  bad('an unknown priority', { priority: 'asap' }, '/priority'),
  bad('a project that does not exist', { project: 'nowhere' }, '/project'),
  badTrigger('a date that never comes', cron('0 0 30 2 *'), '/trigger/expression'),
  badTrigger('a cron with an impossible minute', cron('99 * * * *'), '/trigger/expression'),
  badTrigger('no cron at all', cron('every now and then'), '/trigger/expression'),
  badTrigger('a time chosen by chance', cron('H * * * *'), '/trigger/expression'),
  badTrigger('a year that has passed', cron('0 0 0 1 1 * 2020'), '/trigger/expression'),
  badTrigger('a task that does not exist', { kind: 'dependency', taskId: 'nothing' }, '/trigger/taskId'),
  badTrigger('an unknown time zone', cron('* * * * *', 'Mars/Olympus'), '/trigger/timeZone'),
  badTrigger('a negative rate', { kind: 'fixedRate', everyMs: -1_000 }, '/trigger/everyMs'),
  badTrigger('an instant that is none', { kind: 'once', at: 'tomorrow' }, '/trigger/at'),
  badTrigger('an unknown kind of trigger', { kind: 'moon' }, '/trigger/kind'),
  {
    what: 'a target that does not exist',
    path: '/schedules',
    body: { name: 'bad-input', target: { kind: 'task', id: 'nothing' }, trigger: cron('* * * * *') },
    status: 422,
    pointer: '/target/id',
  },
  {
    what: 'parameters that are no object',
    path: `/tasks/${TARGET}/runs`,
    body: { params: 5 },
    status: 422,
    pointer: '/params',
  },
  {
    what: 'a batch of nothing',
    path: `/tasks/${TARGET}/runs/batch`,
    body: { items: [] },
    status: 422,
    pointer: '/items',
  },
  {
    what: 'a batch with one bad item',
    path: `/tasks/${TARGET}/runs/batch`,
    body: { items: [{}, { priority: 'asap' }] },
    status: 422,
    pointer: '/items/1/priority',
  },
  {
    what: 'a receiver that is no address',
    path: '/alarm-rules',
    body: { name: 'bad-input', receivers: ['x y'] },
    status: 422,
    pointer: '/receivers',
  },
  { what: 'a run of no task', path: '/tasks/nothing/runs', body: {}, status: 404 },
];

/** Whatever is sent: an answer that says what is wrong, and nothing half made. */
export function badInputSuite(given: () => Installation): void {
  describe.concurrent('bad input', () => {
    it.each(requests)('is refused: $what', async ({ path, body, text, headers, status, pointer }) => {
      const { api } = given();
      const { id } = await api.shell('true');
      const fill = (value: string) => value.replace(TARGET, id);
      const sent = text ?? fill(JSON.stringify(body));
      const answer = await api.http.ask<Problem>('POST', fill(path), { text: sent, headers });
      expect([answer.status, JSON.stringify(answer.body).slice(0, 300)]).toEqual([
        status,
        expect.any(String),
      ]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({
        status,
        code: expect.any(String) as string,
        detail: expect.any(String) as string,
      });
      if (pointer) expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
      expect(await api.runs({ taskId: id })).toEqual([]);
    });

    it('leaves nothing behind', async () => {
      const { api } = given();
      for (const collection of ['/tasks', '/schedules']) {
        const page = await api.http.must<{ items: unknown[] }>('GET', `${collection}?search=bad-input`);
        expect(page.items, collection).toEqual([]);
      }
    });
  });
}
