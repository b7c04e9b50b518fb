import type {
  WorkflowDiffDto,
  WorkflowDto,
  WorkflowImportDto,
  WorkflowPlanDto,
  WorkflowSummaryDto,
  WorkflowVersionDto,
  WorkflowVersionSummaryDto,
} from '@orrery/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, ApiClient, Ask, Problem } from '../installation/api-client.js';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';

const inline = (command: string) => ({ kind: 'shell', spec: { command } });
const noop = (id: string, dependsOn: readonly string[] = []) => ({ id, kind: 'noop', dependsOn });
const yaml = (text: string): Ask => ({ text, headers: { 'content-type': 'application/yaml' } });

/** Workflows that are kept: each way to make, change, move and remove them, through the API alone. */
export function workflowDefinitionsSuite(given: () => Installation): void {
  describe.concurrent('definitions of workflows', () => {
    let http: ApiClient;
    beforeAll(() => {
      http = given().api.http;
    });

    const create = (body: object) =>
      http.must<WorkflowDto>('POST', '/workflows', { body: { name: freshName('workflow'), ...body } });
    const refused = (method: string, path: string, asking: Ask): Promise<Answer<Problem>> =>
      http.ask<Problem>(method, path, asking);
    const pointers = ({ body }: Answer<Problem>) => body.errors?.map(({ pointer }) => pointer);

    it('are created, shown, listed, replaced, paused, resumed and deleted', async () => {
      const name = freshName('life');
      const nodes = [{ id: 'a', kind: 'task', task: inline('true'), compensate: { task: inline('false') } }];
      const answer = await http.ask<WorkflowDto>('POST', '/workflows', { body: { name, nodes } });
      expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"v1"']);
      const { id } = answer.body;
      expect(answer.headers.get('location')).toBe(`/api/v1/workflows/${id}`);
      expect(answer.body).toMatchObject({
        ...{ project: 'default', name, version: 1, state: 'active', onFailure: 'end', timeZone: 'UTC' },
        nodes: [{ id: 'a', task: { group: 'default', ...inline('true') }, triggerRule: 'all_success' }],
      });
      expect(await http.must('GET', `/workflows/${id}`)).toEqual(answer.body);
      const found = await http.must<{ items: WorkflowSummaryDto[] }>(
        'GET',
        `/workflows?search=${name}&project=default&state=active`,
      );
      expect(found.items).toMatchObject([{ id, name, version: 1, nodeCount: 1 }]);
      const replaced = await http.must<WorkflowDto>('PUT', `/workflows/${id}`, {
        body: { nodes: [noop('a')] },
        headers: { 'if-match': '"v1"' },
      });
      expect(replaced).toMatchObject({ id, name, version: 2, nodes: [{ kind: 'noop' }] });
      expect(await http.must('POST', `/workflows/${id}/pause`)).toMatchObject({
        state: 'paused',
        version: 2,
      });
      expect(await http.must('POST', `/workflows/${id}/resume`)).toMatchObject({ state: 'active' });
      expect((await http.ask('DELETE', `/workflows/${id}`)).status).toBe(204);
      expect((await http.ask('GET', `/workflows/${id}`)).status).toBe(404);
      expect((await http.ask('DELETE', `/workflows/${id}`)).status).toBe(404);
    });

    it('are created once however often the request is repeated', async () => {
      const asking = {
        body: { name: freshName('once'), nodes: [noop('a')] },
        headers: { 'idempotency-key': freshName('key') },
      };
      const first = await http.must<WorkflowDto>('POST', '/workflows', asking);
      expect(await http.must<WorkflowDto>('POST', '/workflows', asking)).toEqual(first);
    });

    it('that are wrong are refused with every problem by its place, and nothing is kept', async () => {
      const name = freshName('wrong');
      const body = {
        name,
        nodes: [
          { id: 'a', kind: 'task', task: 'nobody-has-this', dependsOn: ['b'] },
          noop('b', ['a', 'x']),
          { id: 'c', kind: 'subworkflow', workflow: 'nobody-has-this' },
          { id: 'd', kind: 'subworkflow', workflow: name },
          { id: 'e', kind: 'dependent', workflow: name },
        ],
      };
      const answer = await refused('POST', '/workflows', { body });
      expect([answer.status, answer.body.code]).toEqual([422, 'invalid']);
      expect(pointers(answer)).toEqual([
        '/nodes/1/dependsOn/1',
        '/nodes/0/dependsOn/0',
        '/nodes/0/task',
        '/nodes/2/workflow',
        '/nodes/3/workflow',
      ]);
      const validated = await http.must<{ problems: unknown[] }>('POST', '/workflows/validate', { body });
      expect(validated.problems).toEqual(answer.body.errors);
      expect(pointers(await refused('POST', '/workflows', { body: { name, nodes: [{ id: 'a' }] } }))).toEqual(
        ['/nodes/0/kind'],
      );
      const nowhere = { name, project: 'nowhere', nodes: [noop('a')] };
      expect(pointers(await refused('POST', '/workflows', { body: nowhere }))).toEqual(['/project']);
      expect((await refused('POST', '/workflows', { text: '{"name":' })).status).toBe(400);
      expect((await refused('POST', '/workflows', yaml('a: ['))).status).toBe(400);
      expect((await refused('POST', '/workflows', { body: { name: 'x'.repeat(10_000_000) } })).status).toBe(
        413,
      );
      const found = await http.must<{ items: unknown[] }>('GET', `/workflows?search=${name}`);
      expect(found.items).toEqual([]);
    });

    it('are not changed by who saw an older version, nor given another name', async () => {
      const { id, name } = await create({ nodes: [noop('a')] });
      const replace = (body: object, headers: Record<string, string> = {}) =>
        refused('PUT', `/workflows/${id}`, { body, headers });
      expect((await replace({ nodes: [noop('b')], name })).status).toBe(200);
      const stale = { 'if-match': '"v1"' };
      expect((await replace({ nodes: [noop('c')] }, stale)).status).toBe(412);
      expect((await refused('DELETE', `/workflows/${id}`, { headers: stale })).status).toBe(412);
      expect(
        (await refused('POST', `/workflows/${id}/rollback`, { body: { version: 1 }, headers: stale })).status,
      ).toBe(412);
      const moved = await replace({ nodes: [noop('c')], name: 'other', project: 'other' });
      expect([moved.status, pointers(moved)]).toEqual([422, ['/project', '/name']]);
      expect(pointers(await replace({ nodes: [noop('a', ['a'])] }))).toEqual(['/nodes/0/dependsOn/0']);
      expect(await http.must('GET', `/workflows/${id}`)).toMatchObject({ version: 2, nodes: [{ id: 'b' }] });
      const twin = await refused('POST', '/workflows', { body: { name, nodes: [noop('a')] } });
      expect([twin.status, twin.body.detail]).toEqual([
        409,
        `There is a workflow "${name}" in project "default" already.`,
      ]);
    });

    it('keep their versions, which are compared, planned and rolled back to', async () => {
      const { id } = await create({ nodes: [noop('a'), noop('b', ['a'])] });
      const nodes = [noop('b'), { ...noop('a'), description: 'first' }, noop('c', ['b'])];
      await http.must('PUT', `/workflows/${id}`, { body: { nodes, maxParallel: 2 } });
      const { changes } = await http.must<WorkflowDiffDto>('GET', `/workflows/${id}/diff?from=1&to=2`);
      expect(changes.map(({ op, path, nodeId }) => `${op} ${path} ${nodeId ?? '-'}`).sort()).toEqual([
        'add /nodes/c c',
        'remove /nodes/b/dependsOn/0 b',
        'replace /maxParallel -',
        'replace /nodes/a/description a',
      ]);
      const plan = (query = '') => http.must<WorkflowPlanDto>('GET', `/workflows/${id}/plan${query}`);
      expect((await plan()).levels).toEqual([['b', 'a'], ['c']]);
      expect((await plan('?version=1')).levels).toEqual([['a'], ['b']]);
      const back = await http.must<WorkflowDto>('POST', `/workflows/${id}/rollback`, {
        body: { version: 1 },
      });
      expect(back).toMatchObject({ version: 3, maxParallel: 0, nodes: [{ id: 'a' }, { id: 'b' }] });
      const versions = await http.must<{ items: WorkflowVersionSummaryDto[] }>(
        'GET',
        `/workflows/${id}/versions`,
      );
      expect(versions.items).toMatchObject([
        { version: 3, changedBy: 'admin', note: 'version 1 again' },
        { version: 2, changedBy: 'admin', note: null },
        { version: 1, changedBy: 'admin', note: null },
      ]);
      const second = await http.must<WorkflowVersionDto>('GET', `/workflows/${id}/versions/2`);
      expect(second.definition).toMatchObject({
        maxParallel: 2,
        nodes: [{ id: 'b' }, { id: 'a' }, { id: 'c' }],
      });
      const nothing = ['/versions/9', '/versions/x', '/diff?from=1&to=9', '/plan?version=9'];
      for (const path of nothing) {
        expect((await http.ask('GET', `/workflows/${id}${path}`)).status, path).toBe(404);
      }
      const none = await refused('POST', `/workflows/${id}/rollback`, { body: { version: 9 } });
      expect([none.status, pointers(none)]).toEqual([422, ['/version']]);
    });

    it('are not rolled back to what uses a task that is gone', async () => {
      const task = await given().api.shell('true');
      const { id } = await create({ nodes: [{ id: 'a', kind: 'task', task: task.name }] });
      await http.must('PUT', `/workflows/${id}`, { body: { nodes: [noop('a')] } });
      await http.must('DELETE', `/tasks/${task.id}`);
      const answer = await refused('POST', `/workflows/${id}/rollback`, { body: { version: 1 } });
      expect([answer.status, pointers(answer)]).toEqual([409, ['/nodes/0/task']]);
      expect(await http.must('GET', `/workflows/${id}`)).toMatchObject({ version: 2 });
    });

    it('hold the tasks and workflows that they use', async () => {
      const task = await given().api.shell('true');
      const used = await create({ nodes: [{ id: 'a', kind: 'task', task: task.id }] });
      const user = await create({
        nodes: [
          { id: 'a', kind: 'subworkflow', workflow: used.name, version: 1 },
          { id: 'b', kind: 'dependent', workflow: used.id },
        ],
      });
      const held = [`/tasks/${task.id}`, `/tasks/${task.id}?force=true`, `/workflows/${used.id}`];
      const names = [used.name, used.name, user.name];
      for (const [index, path] of held.entries()) {
        const answer = await refused('DELETE', path, {});
        expect([answer.status, answer.body.detail]).toEqual([
          409,
          expect.stringContaining(`is used by the workflow(s) "${names[index]}"`),
        ]);
      }
      const later = { nodes: [{ id: 'a', kind: 'subworkflow', workflow: used.name, version: 2 }] };
      expect(pointers(await refused('PUT', `/workflows/${user.id}`, { body: later }))).toEqual([
        '/nodes/0/version',
      ]);
      await http.must('DELETE', `/workflows/${user.id}`);
      await http.must('DELETE', `/workflows/${used.id}`);
      await http.must('DELETE', `/tasks/${task.id}`);
    });

    it('may wait for themselves, and be deleted then', async () => {
      const name = freshName('serial');
      const { id } = await create({ name, nodes: [{ id: 'a', kind: 'dependent', workflow: name }] });
      await http.must('PUT', `/workflows/${id}`, {
        body: { nodes: [{ id: 'b', kind: 'dependent', workflow: name }] },
      });
      expect((await http.ask('DELETE', `/workflows/${id}`)).status).toBe(204);
    });

    it('are imported by name, all or nothing, and may name each other in any order', async () => {
      const [outer, inner] = [freshName('outer'), freshName('inner')];
      const text = [
        `name: ${outer}`,
        `nodes: [{id: a, kind: subworkflow, workflow: ${inner}}]`,
        '---',
        `name: ${inner}`,
        `nodes: [{id: a, kind: noop}]`,
      ].join('\n');
      const imported = async (asking: Ask) =>
        (await http.must<WorkflowImportDto>('POST', '/workflows/import', asking)).items.map(
          ({ result, name, version }) => `${result} ${name} ${version}`,
        );
      expect(await imported(yaml(text))).toEqual([`created ${outer} 1`, `created ${inner} 1`]);
      expect(await imported(yaml(text))).toEqual([`unchanged ${outer} 1`, `unchanged ${inner} 1`]);
      const changed = { name: inner, nodes: [noop('b')] };
      expect(await imported({ body: changed })).toEqual([`updated ${inner} 2`]);
      const broken = [
        { name: inner, nodes: [noop('c')] },
        { name: freshName('never'), nodes: [{ id: 'a', kind: 'task', task: 'nobody-has-this' }] },
      ];
      const answer = await refused('POST', '/workflows/import', { body: broken });
      expect([answer.status, pointers(answer)]).toEqual([422, ['/1/nodes/0/task']]);
      const twins = await refused('POST', '/workflows/import', { body: [changed, changed] });
      expect([twins.status, pointers(twins)]).toEqual([422, ['/1/name']]);
      expect(await imported({ body: [changed] })).toEqual([`unchanged ${inner} 2`]);
      expect(await imported({ body: [] })).toEqual([]);
    });

    it('are exported as an import takes them', async () => {
      const project = freshName('project');
      await http.must('POST', '/projects', { body: { name: project } });
      const odd = { text: 'a: b # c\n\n- "d"', date: '2026-03-01', flag: 'yes', list: [null, 1.5, '~'] };
      const [first, second] = [
        await create({
          project,
          name: 'a',
          nodes: [{ id: 'a', kind: 'map', items: [odd], task: inline('x\n  y') }],
        }),
        await create({ project, name: 'b', nodes: [noop('a')], finally: [noop('f')] }),
      ];
      const exported = (path: string) => http.ask<string>('GET', path);
      const all = await exported(`/workflows/export?project=${project}`);
      expect([all.status, all.headers.get('content-type')]).toEqual([200, 'application/yaml; charset=utf-8']);
      const json = await exported(`/workflows/export?project=${project}&format=json`);
      expect(json.body).toMatchObject([{ name: 'a' }, { name: 'b' }]);
      const one = await exported(`/workflows/${first.id}/export`);
      const oneJson = await exported(`/workflows/${second.id}/export?format=json`);
      expect(oneJson.body).toMatchObject({ project, name: 'b', finally: [{ id: 'f' }] });
      const requests = [yaml(all.body), { body: json.body }, yaml(one.body), { body: oneJson.body }];
      for (const asking of requests) {
        const { items } = await http.must<WorkflowImportDto>('POST', '/workflows/import', asking);
        expect(items.map(({ result }) => result)).toEqual(items.map(() => 'unchanged'));
      }
      await http.must('DELETE', `/workflows/${first.id}`);
      const again = await http.must<WorkflowImportDto>('POST', '/workflows/import', yaml(all.body));
      expect(again.items.map(({ result }) => result)).toEqual(['created', 'unchanged']);
      const remade = await http.must<WorkflowDto>('GET', `/workflows/${again.items[0]!.id}`);
      expect(remade.nodes).toEqual(first.nodes);
    });

    it('of 10,000 nodes are kept', async () => {
      const nodes = Array.from({ length: 10_000 }, (_, n) => noop(`n${n}`, n ? [`n${n - 1}`] : []));
      const { id } = await create({ nodes });
      const { nodes: kept } = await http.must<WorkflowDto>('GET', `/workflows/${id}`);
      expect(kept.map((node) => node.id)).toEqual(nodes.map((node) => node.id));
      expect((await http.must<WorkflowPlanDto>('GET', `/workflows/${id}/plan`)).levels).toHaveLength(10_000);
    });
  });
}
