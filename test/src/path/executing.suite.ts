import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunDetailsDto } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { until } from '../installation/until.js';
import { WorkflowApi } from '../installation/workflow-api.js';

const scripts = [
  ['node', 'console.log(`${process.env.ORRERY_PARAM_WHO} from node`)'],
  ['python3', 'import os\nprint(os.environ["ORRERY_PARAM_WHO"] + " from python3")'],
  ['bash', 'words=("$ORRERY_PARAM_WHO" from bash); echo "${words[@]}"'],
] as const;

/** Each kind of task does its work. */
export function executingSuite(given: () => Installation): void {
  describe.concurrent('tasks', () => {
    let server: Server;
    let url: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const status = request.url === '/missing' ? 404 : 200;
          const answer = {
            method: request.method,
            tag: request.headers['x-tag'],
            got: Buffer.concat(parts).toString(),
          };
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => void server.close());

    it.each(scripts)('run a script of %s', async (interpreter, source) => {
      const { api } = given();
      const task = await api.createTask({ kind: 'script', spec: { interpreter, source } });
      const { id } = await api.trigger(task.id, { who: 'greetings' });
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', exitCode: 0 });
      await api.logWith(id, `greetings from ${interpreter}`);
    });

    it('call an HTTP address and keep what it answered', async () => {
      const { api } = given();
      const spec = {
        method: 'POST',
        url: `${url}/hook`,
        headers: { 'X-Tag': 'seven' },
        body: { n: 1 },
        expectStatus: [200],
      };
      const task = await api.createTask({ kind: 'http', spec });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'succeeded', error: null });
      expect(JSON.stringify(run.result)).toContain('seven');
    });

    it('are looked at while they run, and what they took is kept', async () => {
      const { api } = given();
      const task = await api.shell('while :; do sleep 0.05; done');
      const { id } = await api.trigger(task.id);
      const early = await until(
        'samples of a program that runs',
        async () => {
          const plot = await api.samples(id);
          return plot.items.some(({ cpu }) => cpu! > 0) && plot;
        },
        60_000,
      );
      expect((await api.run(id)).state).toBe('running');
      await api.cancel(id);
      await api.ended(id);
      const { attempt, stepMs, items } = await api.samples(id);
      expect([attempt, stepMs]).toEqual([1, 1_000]);
      expect(items).toEqual(expect.arrayContaining(early.items));
      expect(Math.max(...items.map(({ memoryBytes }) => memoryBytes!))).toBeGreaterThan(0);
      expect(Math.max(...items.map(({ pids }) => pids!))).toBeGreaterThanOrEqual(1);
      expect(await api.http.ask('GET', `/runs/${id}/samples?attempt=2`)).toMatchObject({ status: 404 });
      expect(await api.http.ask('GET', `/runs/${id}/samples?attempt=0`)).toMatchObject({ status: 422 });
    });

    it('go on from the checkpoint that their former attempt wrote, which the run shows', async () => {
      const { api } = given();
      const command = [
        'echo "from <$(cat "${ORRERY_LAST_CHECKPOINT:-/dev/null}")>"',
        'echo "40% first" > "$ORRERY_PROGRESS"',
        `printf '{"page": %s}' "$ORRERY_ATTEMPT" > new && mv new "$ORRERY_CHECKPOINT"`,
        'test "$ORRERY_ATTEMPT" = 3',
      ];
      const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 0 }, maxLosses: 3 } as const;
      const spec = { command: command.join('\n') };
      const task = await api.createTask({ kind: 'shell', spec, retry });
      const { id } = await api.trigger(task.id);
      expect((await api.ended(id)).state).toBe('succeeded');
      const lines = await api.logWith(id, 'from <>', 'from <{"page":1}>', 'from <{"page":2}>');
      expect(lines.filter(({ text }) => text.startsWith('from')).map(({ attempt }) => attempt)).toEqual([
        1, 2, 3,
      ]);
      const shown = await api.http.must<RunDetailsDto>('GET', `/runs/${id}`);
      expect(shown.checkpoint).toMatchObject({ omitted: [], value: { page: expect.any(Number) as number } });
    });

    it.each([
      ['shell' as const, { command: 'echo rows=42 >> "$ORRERY_OUTPUT"' }, { rows: '42' }],
      [
        'script' as const,
        { interpreter: 'bash', source: `printf '{"rows": [1]}' > "$ORRERY_OUTPUT"` },
        { rows: [1] },
      ],
    ])('keep what a %s wrote to its output file', async (kind, spec, result) => {
      const { api } = given();
      const task = await api.createTask({ kind, spec });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'succeeded', error: null, result });
    });

    it('keep the outputs of what an HTTP address answered', async () => {
      const { api } = given();
      const outputs = { how: '$.method', nobody: '$.nobody' };
      const spec = { method: 'GET', url: `${url}/hook`, outputs };
      const task = await api.createTask({ kind: 'http', spec });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'succeeded', result: { status: 200, how: 'GET', nobody: null } });
    });

    it('fail when their outputs cannot be read', async () => {
      const { api } = given();
      const task = await api.createTask({ kind: 'shell', spec: { command: 'echo oops > "$ORRERY_OUTPUT"' } });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'failed', exitCode: 0, result: null, error: { kind: 'output' } });
      expect(run.error?.message).toContain('line 1');
    });

    it('fail when an HTTP address answers otherwise than expected', async () => {
      const { api } = given();
      const task = await api.createTask({ kind: 'http', spec: { method: 'GET', url: `${url}/missing` } });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run.state).toBe('failed');
      expect(run.error?.message).toContain('404');
    });

    it('fail when an HTTP address answers with another body than expected', async () => {
      const { api } = given();
      const expectBody = { json: { '$.method': 'PUT' } };
      const task = await api.createTask({
        kind: 'http',
        spec: { method: 'GET', url: `${url}/hook`, expectBody },
      });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'failed', error: { kind: 'http_body' } });
    });

    it('do not ask for the credentials of a machine, and are not tried again', async () => {
      const { api } = given();
      const address = 'http://169.254.169.254/latest/meta-data/';
      const retry = { maxAttempts: 3, backoff: { kind: 'fixed', delayMs: 1 }, maxLosses: 1 } as const;
      const task = await api.createTask({ kind: 'http', spec: { method: 'GET', url: address }, retry });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { kind: 'refused' } });
    });

    it('execute statements on a server that may be reached', async () => {
      const { api } = given();
      const { hostname, port, username } = new URL(process.env['ORRERY_MYSQL_URL']!);
      const connection = { host: hostname, port: Number(port || 3306), user: username, tls: 'off' } as const;
      const statements = [{ sql: 'SELECT ? AS who, 9007199254740993 AS many, ? AS n', params: ['who', 'n'] }];
      const spec = { connection, statements, transaction: true, maxRows: 10 };
      const task = await api.createTask({ kind: 'sql', spec });
      const run = await api.ended((await api.trigger(task.id, { who: "o'hara", n: 1 })).id);
      const rows = [{ who: "o'hara", many: '9007199254740993', n: 1 }];
      expect(run).toMatchObject({ state: 'succeeded', result: { rows, affectedRows: 0 } });
    });

    it('give what statements found to the next node of a workflow', async () => {
      const { api } = given();
      const { hostname, port, username } = new URL(process.env['ORRERY_MYSQL_URL']!);
      const connection = { host: hostname, port: Number(port || 3306), user: username };
      const statements = [{ sql: 'SELECT ? AS word', params: ['word'] }];
      const flows = new WorkflowApi(api.http);
      const id = await flows.start([
        {
          id: 'ask',
          kind: 'task',
          task: { kind: 'sql', spec: { connection, statements } },
          params: { word: '{{ "it" + "s" }}' },
        },
        {
          id: 'say',
          kind: 'task',
          dependsOn: ['ask'],
          task: { kind: 'shell', spec: { command: 'echo "got=$ORRERY_PARAM_WORD" > "$ORRERY_OUTPUT"' } },
          params: { word: '{{ nodes.ask.outputs.rows[0].word }}' },
        },
      ]);
      await flows.reach(id, 'succeeded');
      const { runId } = (await flows.nodes(id)).get('say')!;
      expect((await api.run(runId!)).result).toEqual({ got: 'its' });
    });

    it('fail when the worker has no such interpreter', async () => {
      const { api } = given();
      const task = await api.createTask({
        kind: 'script',
        spec: { interpreter: 'no-such-program', source: 'x' },
      });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run.state).toBe('failed');
      expect(run.error?.message).toContain('no-such-program');
    });
  });
}
