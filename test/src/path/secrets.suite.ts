import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RunDto, SecretDto, SecretKeysDto } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../installation/api-client.js';
import { filesBelow, textOf } from '../installation/files-below.js';
import type { Installation } from '../installation/installation.js';
import { freshName, OrreryApi } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';
import { WorkflowApi } from '../installation/workflow-api.js';

/** What tasks may know and nobody may read. */
export function secretsSuite(given: () => Installation): void {
  describe.concurrent('secrets', () => {
    let server: Server;
    let url: string;
    const heard: { readonly url?: string; readonly headers: IncomingHttpHeaders }[] = [];
    beforeAll(async () => {
      server = createServer((request, response) => {
        heard.push({ url: request.url, headers: request.headers });
        const body = JSON.stringify({ youSent: request.headers.authorization });
        response.setHeader('content-type', 'application/json').end(body);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => void server.close());

    const put = async (value: string, name = freshName('secret')): Promise<string> => {
      const body = { value, description: 'of a test' };
      await given().api.http.must('PUT', `/secrets/default/${name}`, { body });
      return name;
    };
    /** Everything that the API says of a run, as one text. */
    const allOf = async (run: RunDto): Promise<string> => {
      const { http } = given().api;
      const paths = [
        `/runs/${run.id}`,
        `/runs/${run.id}/attempts`,
        `/runs/${run.id}/logs`,
        `/tasks/${run.taskId}`,
      ];
      const answers = await Promise.all(
        [...paths, '/secrets?limit=200'].map((path) => http.must('GET', path)),
      );
      return JSON.stringify(answers);
    };

    it('reach the environment of a command, and nothing else', async () => {
      const { api, filesDir } = given();
      const value = freshName('pass word');
      const secret = await put(value);
      const task = await api.shell(
        'printf %s "$DB_PASSWORD" | wc -c; echo "it is $DB_PASSWORD"; echo "key=$DB_PASSWORD" > "$ORRERY_OUTPUT"',
        { secrets: { DB_PASSWORD: secret } },
      );
      expect(task.secrets).toEqual({ DB_PASSWORD: secret });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'succeeded', result: { key: '***' } });
      await api.logWith(run.id, String(value.length), 'it is ***');
      const shown = await api.http.must<SecretDto>('GET', `/secrets/default/${secret}`);
      expect(shown).toMatchObject({ name: secret, version: 1, usedBy: 1, updatedBy: 'admin' });
      expect(await allOf(run)).not.toContain(value);
      const files = filesBelow(join(filesDir, '..'));
      expect(files.filter((path) => textOf(path).includes(value))).toEqual([]);
    });

    it('are of their newest value when an attempt begins', async () => {
      const { api } = given();
      const secret = await put('the first value');
      const task = await api.shell('echo "${#KEY} characters"', {
        secrets: { KEY: secret },
        idempotent: true,
      });
      await api.logWith((await api.trigger(task.id)).id, '15 characters');
      await put('another one', secret);
      await api.logWith((await api.trigger(task.id)).id, '11 characters');
    });

    it('go into the headers and the address of a request', async () => {
      const { api } = given();
      const token = freshName('token');
      const secret = await put(token);
      const spec = {
        method: 'GET',
        url: `${url}/hook/\${secrets.TOKEN}`,
        headers: { authorization: 'Bearer ${secrets.TOKEN}' },
        outputs: { sent: '$.youSent' },
      };
      const task = await api.createTask({ kind: 'http', spec, secrets: { TOKEN: secret } });
      const run = await api.ended((await api.trigger(task.id)).id);
      expect(run).toMatchObject({ state: 'succeeded', result: { sent: 'Bearer ***' } });
      const request = heard.find((each) => each.url === `/hook/${token}`);
      expect(request?.headers.authorization).toBe(`Bearer ${token}`);
      await until('the log to have the request', async () => (await api.logs(run.id)).items.length > 0);
      expect(await allOf(run)).not.toContain(token);
    });

    it('are given to tasks written in a workflow', async () => {
      const { api } = given();
      const value = freshName('value');
      const secret = await put(value);
      const flows = new WorkflowApi(api.http);
      const spec = { command: 'echo "key=$KEY" > "$ORRERY_OUTPUT"; echo "$KEY"' };
      const id = await flows.start([
        { id: 'a', kind: 'task', task: { kind: 'shell', spec, secrets: { KEY: secret } } },
      ]);
      await flows.reach(id, 'succeeded');
      const node = (await flows.nodes(id)).get('a')!;
      await api.logWith(node.runId!, '***');
      const run = await api.run(node.runId!);
      expect(run.result).toEqual({ key: '***' });
      const deleted = await api.http.ask<Problem>('DELETE', `/secrets/default/${secret}`);
      expect([deleted.status, deleted.body.detail]).toEqual([
        409,
        expect.stringContaining('workflow "flow-'),
      ]);
    });

    it('must be there when they are named, and fail the attempt when they are gone by then', async () => {
      const { api } = given();
      const secret = await put('soon gone');
      const body = {
        name: freshName('task'),
        kind: 'shell',
        spec: { command: 'true' },
        secrets: { A: 'nobody' },
      };
      const refused = await api.http.ask<Problem>('POST', '/tasks', { body });
      expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/secrets/A']);
      const backoff = { kind: 'fixed' as const, delayMs: 10_000, jitter: 0 };
      const retry = { maxAttempts: 5, backoff, maxLosses: 3 };
      const task = await api.shell('exit 1', { secrets: { KEY: secret }, retry });
      const { id } = await api.trigger(task.id);
      await until('the first attempt to fail', async () => (await api.run(id)).attempt === 2);
      const without = { kind: 'shell', spec: { command: 'true' } };
      await api.http.must('PUT', `/tasks/${task.id}`, { body: without });
      await api.http.must('DELETE', `/secrets/default/${secret}`);
      const run = await api.ended(id);
      expect(run).toMatchObject({ state: 'failed', attempt: 2, error: { kind: 'secret' } });
      expect(JSON.stringify(run.error)).toContain(secret);
    });

    it('are listed for developers, written by administrators of their project, and hidden from others', async () => {
      const { api, origin } = given();
      const project = freshName('project');
      await api.http.must('POST', '/projects', { body: { name: project } });
      const as = async (role: string) => {
        const [username, password] = [freshName(role), freshName('password')];
        await api.http.must('POST', '/users', { body: { username, password, roles: [{ role, project }] } });
        return (await OrreryApi.login(origin, username, password)).http;
      };
      const [admin, developer, viewer] = await Promise.all(['admin', 'developer', 'viewer'].map(as));
      const asking = { body: { value: 'of the project' } };
      const elsewhere = await put('of the default project');
      expect((await admin!.ask('PUT', `/secrets/${project}/own`, asking)).status).toBe(200);
      expect((await admin!.ask('PUT', `/secrets/default/own`, asking)).status).toBe(404);
      const { items } = await developer!.must<{ items: SecretDto[] }>('GET', '/secrets');
      expect(items).toMatchObject([{ project, name: 'own' }]);
      expect((await developer!.ask('PUT', `/secrets/${project}/own`, asking)).status).toBe(403);
      expect((await developer!.ask('GET', `/secrets/default/${elsewhere}`)).status).toBe(404);
      expect((await viewer!.ask('GET', '/secrets')).status).toBe(403);
      expect((await viewer!.ask('GET', `/secrets/${project}/own`)).status).toBe(403);
      expect((await admin!.ask('DELETE', `/secrets/${project}/own`)).status).toBe(204);
    });

    it('are sealed by the key of the installation', async () => {
      await put('any');
      const keys = await given().api.http.must<SecretKeysDto>('GET', '/secrets/keys');
      expect(keys).toMatchObject({ outdated: 0, keys: [{ id: keys.currentKey, known: true }] });
    });
  });
}
