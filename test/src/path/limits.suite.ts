import type { PoolDto, PoolHolderDto, ProjectDto, RunWhyDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

/** What limits runs, who has the slots, and why a run waits: through the API alone. */
export function limitsSuite(given: () => Installation): void {
  describe.concurrent('limits', () => {
    it('of a pool let so many run, are changed meanwhile, and say who has the slots', async () => {
      const { api } = given();
      const tag = freshName('licence');
      const made = await api.http.ask<PoolDto>('POST', '/pools', {
        body: { name: tag, scope: 'tag', tag, slots: 1 },
      });
      expect(made).toMatchObject({ status: 201, body: { slots: 1, used: 0, free: 1, version: 1 } });
      expect(made.headers.get('location')).toContain(`/pools/${made.body.id}`);
      const path = `/pools/${made.body.id}`;
      const task = await api.shell('sleep 600', { tags: [tag] });
      const runs = await api.triggerBatch(task.id, 3);
      const first = await until('one to run', async () => {
        const holders = await api.http.must<{ items: PoolHolderDto[] }>('GET', `${path}/holders`);
        return holders.items.find(({ state }) => state === 'running');
      });
      const waiting = runs.filter(({ id }) => id !== first.runId);
      const why = await until('the others to say what they wait for', async () => {
        const answer = await api.http.must<RunWhyDto>('GET', `/runs/${waiting[0]!.id}/why`);
        return answer.causes[0]!.code === 'pool' && answer;
      });
      expect(why.causes[0]).toMatchObject({
        poolId: made.body.id,
        used: 1,
        runIds: [first.runId],
        wanted: 1,
      });
      expect(why.summary).toContain(tag);

      const tags = { first: { 'if-match': '"v1"' }, second: { 'if-match': '"v2"' } };
      const change = { body: { slots: 2 }, headers: tags.first };
      expect((await api.http.ask('PUT', path, change)).status).toBe(200);
      expect((await api.http.ask('PUT', path, change)).status).toBe(412);
      await until('a second one to run', async () => {
        return (await api.runs({ taskId: task.id })).filter(({ state }) => state === 'running').length === 2;
      });
      await until('the third one to wait for it', async () => {
        const { used, free, waiting } = await api.http.must<PoolDto>('GET', path);
        return used === 2 && free === 0 && waiting === 1;
      });
      for (const { id } of runs) await api.cancel(id);
      await until('the slots to be free', async () => (await api.http.must<PoolDto>('GET', path)).used === 0);
      expect((await api.http.ask('DELETE', path, { headers: tags.second })).status).toBe(204);
    });

    it('that limit nothing, or are nobody else than they were, are refused by the field', async () => {
      const { http } = given().api;
      const post = (body: object) =>
        http.ask('POST', '/pools', { body: { name: freshName('pool'), ...body } });
      const field = (pointer: string) => ({ status: 422, body: { errors: [{ pointer }] } });
      expect(await post({ scope: 'global' })).toMatchObject(field('/slots'));
      expect(await post({ scope: 'tag', slots: 1 })).toMatchObject(field('/tag'));
      expect(await post({ scope: 'task', taskId: 'nobody', slots: 1 })).toMatchObject(field('/taskId'));
      expect(await post({ scope: 'moon', slots: 1 })).toMatchObject(field('/scope'));
      expect((await http.ask('GET', '/pools/nobody')).status).toBe(404);
      expect((await http.ask('GET', '/runs/nobody/why')).status).toBe(404);
    });

    it('of projects are their shares, changed by their name', async () => {
      const { http } = given().api;
      const name = freshName('project');
      await http.must('POST', '/projects', { body: { name, weight: 2 } });
      const changed = await http.must<ProjectDto>('PUT', `/projects/${name}`, { body: { weight: 5 } });
      expect(changed).toMatchObject({ name, weight: 5, description: '' });
      expect(await http.must('GET', `/projects/${name}`)).toEqual(changed);
    });
  });
}
