import type { RunDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { ApiClient, type Problem } from '../installation/api-client.js';
import type { Installation } from '../installation/installation.js';
import { freshName, OrreryApi, type Tokens } from '../installation/orrery-api.js';
import { ADMIN_PASSWORD } from '../installation/plans.js';

/** Who may do what, and how a request is repeated. */
export function accessSuite(given: () => Installation): void {
  describe.concurrent('access', () => {
    it('needs a credential', async () => {
      const stranger = new ApiClient(given().origin);
      const answer = await stranger.ask<Problem>('GET', '/tasks');
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
      const wrong = { username: 'admin', password: 'not the password' };
      expect((await stranger.ask('POST', '/auth/login', { body: wrong })).status).toBe(401);
    });

    it('is kept by refreshing, until the logout', async () => {
      const http = new ApiClient(given().origin);
      const login = { body: { username: 'admin', password: ADMIN_PASSWORD } };
      const { refreshToken } = await http.must<Tokens>('POST', '/auth/login', login);
      const fresh = await http.must<Tokens>('POST', '/auth/refresh', { body: { refreshToken } });
      const me = http.as({ authorization: `Bearer ${fresh.accessToken}` });
      expect(await me.must('GET', '/auth/me')).toMatchObject({ username: 'admin' });
      await me.must('POST', '/auth/logout', { body: { refreshToken: fresh.refreshToken } });
      const late = await http.ask('POST', '/auth/refresh', { body: { refreshToken: fresh.refreshToken } });
      expect(late.status).toBe(401);
    });

    it('lets a viewer look and nothing else', async () => {
      const { api, origin } = given();
      const [username, password] = [freshName('viewer'), freshName('password')];
      await api.http.must('POST', '/users', { body: { username, password, roles: [{ role: 'viewer' }] } });
      const viewer = await OrreryApi.login(origin, username, password);
      const task = await api.shell('true');
      expect((await viewer.http.ask('GET', `/tasks/${task.id}`)).status).toBe(200);
      for (const [method, path] of [
        ['POST', '/tasks'],
        ['POST', `/tasks/${task.id}/runs`],
        ['DELETE', `/tasks/${task.id}`],
        ['GET', '/users'],
      ] as const) {
        const body = method === 'POST' ? { name: 'x', kind: 'shell', spec: {} } : undefined;
        const refused = await viewer.http.ask<Problem>(method, path, { body });
        expect([refused.status, refused.body.code], `${method} ${path}`).toEqual([403, 'forbidden']);
      }
      expect(await api.runs({ taskId: task.id })).toEqual([]);
    });

    it('is given to a program by an API key, as far as the key goes', async () => {
      const { api } = given();
      const task = await api.shell('true');
      const body = { name: freshName('key'), role: 'operator', project: 'default' };
      const { id, key } = await api.http.must<{ id: string; key: string }>('POST', '/api-keys', { body });
      const program = new OrreryApi(api.http.as({ 'x-api-key': key }));
      const { id: runId } = await program.trigger(task.id);
      expect(await program.ended(runId)).toMatchObject({ state: 'succeeded' });
      expect((await program.http.ask('DELETE', `/tasks/${task.id}`)).status).toBe(403);
      await api.http.must('DELETE', `/api-keys/${id}`);
      expect((await program.http.ask('GET', `/runs/${runId}`)).status).toBe(401);
    });

    it('repeats a request under an Idempotency-Key without a second effect', async () => {
      const { api } = given();
      const task = await api.shell('true');
      const path = `/tasks/${task.id}/runs`;
      const headers = { 'idempotency-key': freshName('order') };
      const ask = (n: number) => api.http.ask<RunDto>('POST', path, { body: { params: { n } }, headers });
      const first = await ask(1);
      const second = await ask(1);
      expect([first.status, second.status]).toEqual([202, 202]);
      expect(second.body.id).toBe(first.body.id);
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect((await ask(2)).status).toBe(422);
      expect(await api.runs({ taskId: task.id })).toHaveLength(1);
    });
  });
}
