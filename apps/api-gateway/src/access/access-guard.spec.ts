import { describe, expect, it } from 'vitest';
import { declaredRoutes, type DeclaredRoute } from '../testing/routes.js';
import { useGateway } from '../testing/use-gateway.js';
import { rolePermissions, roles } from './permissions.js';

/** Routes that are not handlers of ours: they serve the documentation. */
const DOCS = /^\/docs/;

describe('every route', () => {
  const gateway = useGateway();
  const routes = () => declaredRoutes(gateway.running.http);
  const send = (route: DeclaredRoute, token?: string) =>
    gateway.ask(route.method, route.path.replace(/:\w+/g, 'some-id'), {
      token,
      body: route.method === 'POST' || route.method === 'PUT' ? {} : undefined,
    });

  it('declares who may use it', () => {
    expect(routes().length).toBeGreaterThan(50);
    const unlabelled = routes().filter(({ label }) => label === undefined);
    expect(unlabelled.map(({ handler }) => handler)).toEqual([]);
  });

  it('is one of a controller, or serves the documentation', () => {
    const declared = new Set(routes().map(({ path }) => path));
    const tree = gateway.running.http.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    const top = [...tree.matchAll(/^[├└]── (\S+)/gm)].map(([, path]) => path!);
    const foreign = top.filter(
      (path) =>
        path !== '*' &&
        !DOCS.test(path) &&
        ![...declared].some((each) => each.startsWith(path.replace(/\/?$/, ''))),
    );
    expect(top.length).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
  });

  it('that is not public answers 401 without a credential, and with a bad one', async () => {
    for (const route of routes().filter(({ label }) => label?.kind !== 'public')) {
      expect((await send(route)).status, route.handler).toBe(401);
      expect((await send(route, 'nonsense')).status, route.handler).toBe(401);
    }
  });

  it.each(roles)('answers 403 to a %s who has not the permission, and never to one who has', async (role) => {
    const token = await gateway.userWith({ role });
    for (const route of routes()) {
      if (route.label?.kind !== 'permission') continue;
      const { status } = await send(route, token);
      const held = rolePermissions[role].has(route.label.permission);
      if (held) expect([401, 403, 500], `${route.handler} ${status}`).not.toContain(status);
      else expect(status, route.handler).toBe(403);
    }
  });

  it('answers 403 or 404 to somebody without any role', async () => {
    const token = await gateway.userWith();
    for (const route of routes().filter(({ label }) => label?.kind === 'permission')) {
      expect([403, 404], route.handler).toContain((await send(route, token)).status);
    }
  });
});

describe('a role in one project', () => {
  const gateway = useGateway();
  const inProject = (project: string) => () => ({ id: 'x', project, version: 1, state: 'succeeded' });

  it('narrows lists to that project', async () => {
    const token = await gateway.userWith({ role: 'viewer', project: 'payroll' });
    for (const [path, call] of [
      ['tasks', 'task.list'],
      ['schedules', 'schedule.list'],
      ['runs', 'run.list'],
      ['workflow-runs', 'workflowRun.list'],
      ['approvals', 'workflowRun.approvals'],
      ['projects', 'project.list'],
      ['alarm-rules', 'alarmRule.list'],
      ['alarms', 'alarm.list'],
    ] as const) {
      expect((await gateway.ask('GET', `/api/v1/${path}`, { token })).status).toBe(200);
      expect(gateway.services.of(call)[0]?.projects, call).toEqual(['payroll']);
    }
    expect((await gateway.ask('GET', '/api/v1/tasks', { token: gateway.admin })).status).toBe(200);
    expect(gateway.services.of('task.list')[1]).not.toHaveProperty('projects');
  });

  it('lets run again what is in that project, and hides other targets', async () => {
    const token = await gateway.userWith({ role: 'operator', project: 'payroll' });
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    const schedule = { kind: 'cron', expression: '0 2 * * *' };
    const ask = async (target: unknown) =>
      (await gateway.ask('POST', '/api/v1/backfills', { token, body: { target, ...range, schedule } }))
        .status;
    gateway.services.on('task.get', inProject('payroll')).on('workflow.get', inProject('other'));
    expect(await ask({ kind: 'task', id: 'mine' })).toBe(201);
    expect(await ask({ kind: 'workflow', id: 'theirs' })).toBe(404);
    expect(await ask({ kind: 'run', id: 'r' })).toBe(422);
    const viewer = await gateway.userWith({ role: 'viewer', project: 'payroll' });
    const body = { target: { kind: 'task', id: 'mine' }, ...range, schedule };
    expect((await gateway.ask('POST', '/api/v1/backfills', { token: viewer, body })).status).toBe(403);
  });

  it('hides what belongs to another project', async () => {
    const token = await gateway.userWith({ role: 'developer', project: 'payroll' });
    gateway.services.on('task.get', inProject('other')).on('run.get', inProject('other'));
    for (const [method, path] of [
      ['GET', 'tasks/a1'],
      ['DELETE', 'tasks/a1'],
      ['POST', 'tasks/a1/runs'],
      ['GET', 'runs/b1'],
      ['GET', 'runs/b1/logs'],
      ['GET', 'runs/b1/logs/stream'],
      ['POST', 'runs/b1/cancel'],
      ['GET', 'projects/other'],
    ] as const) {
      expect((await gateway.ask(method, `/api/v1/${path}`, { token })).status, path).toBe(404);
    }
    expect(gateway.services.of('run.trigger')).toEqual([]);
  });

  it('shows what it may read and forbids what it may not do', async () => {
    const token = await gateway.userWith({ role: 'viewer', project: 'payroll' });
    gateway.services.on('task.get', inProject('payroll'));
    expect((await gateway.ask('GET', '/api/v1/tasks/c1', { token })).status).toBe(200);
    expect((await gateway.ask('POST', '/api/v1/tasks/c1/runs', { token })).status).toBe(403);
  });

  it('creates there and nowhere else', async () => {
    const token = await gateway.userWith({ role: 'developer', project: 'payroll' });
    const task = { name: 'hello', kind: 'shell', spec: { command: 'true' } };
    const create = (project?: string) =>
      gateway.ask('POST', '/api/v1/tasks', { token, body: { ...task, ...(project && { project }) } });
    expect((await create('payroll')).status).toBe(201);
    expect((await create('other')).status).toBe(403);
    expect((await create()).status).toBe(403);
  });

  it('makes alarm rules of that project only, also on what concerns the whole cluster', async () => {
    const token = await gateway.userWith({ role: 'developer', project: 'payroll' });
    for (const kind of ['run_failed', 'worker_lost', 'consistency_open']) {
      const create = (project: string) => {
        const body = { name: 'any', kind, project, receivers: ['a@example.org'] };
        return gateway.ask('POST', '/api/v1/alarm-rules', { token, body });
      };
      expect((await create('payroll')).status, kind).toBe(201);
      expect((await create('other')).status, kind).toBe(403);
    }
  });

  it('cannot move an alarm rule into another project', async () => {
    const token = await gateway.userWith({ role: 'developer', project: 'payroll' });
    gateway.services.on('alarmRule.get', inProject('payroll'));
    const rule = { name: 'any', receivers: ['a@example.org'] };
    const replace = (project?: string) =>
      gateway.ask('PUT', '/api/v1/alarm-rules/d1', { token, body: { ...rule, ...(project && { project }) } });
    expect((await replace('payroll')).status).toBe(200);
    expect((await replace('other')).status).toBe(403);
    expect((await replace()).status).toBe(403);
  });
});
