import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { ADMIN_PASSWORD } from '../installation/plans.js';
import { SwaggerPage } from './swagger-page.js';

const INSTALL_WITHIN_MS = 600_000;

describe('Swagger UI in a browser', () => {
  let installation: Installation;
  let page: SwaggerPage;
  let runId: string;
  let taskId: string;
  beforeAll(async () => {
    [installation, page] = await Promise.all([startInstallation({ mode: 'standalone' }), SwaggerPage.open()]);
    await page.visit(`${installation.origin}/docs`);
  }, INSTALL_WITHIN_MS);
  afterAll(async () => {
    await page?.close();
    await installation?.close();
  });

  it('shows the API without an error', async () => {
    expect(await page.title()).toBe('Orrery');
    const tags = await page.tags();
    expect(tags).toEqual(
      expect.arrayContaining(['auth', 'tasks', 'schedules', 'runs', 'alarm-rules', 'api-keys']),
    );
    expect(await page.lockedOperations()).toBeGreaterThan(20);
    await page.screenshot('overview');
  });

  it('refuses what needs a login', async () => {
    const answer = await page.tryOut('listTasks');
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'unauthenticated' });
  });

  it('logs in, and is authorised with the token', async () => {
    const answer = await page.tryOut<{ accessToken: string }>('login', {
      body: JSON.stringify({ username: 'admin', password: ADMIN_PASSWORD }),
    });
    expect(answer.status).toBe(200);
    await page.authorise(answer.body.accessToken);
  });

  it('creates a task from the example as it stands', async () => {
    const answer = await page.tryOut<{ id: string; name: string }>('createTask');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ name: 'hello', kind: 'shell', version: 1 });
    taskId = answer.body.id;
    await page.screenshot('task-created');
  });

  it('triggers it', async () => {
    const answer = await page.tryOut<{ id: string; state: string }>('triggerRun', { path: { id: taskId } });
    expect(answer.status).toBe(202);
    runId = answer.body.id;
    expect((await installation.api.ended(runId)).state).toBe('succeeded');
  });

  it('shows its log', async () => {
    await installation.api.logWith(runId, 'hello');
    const answer = await page.tryOut<{ items: { text: string }[] }>('listLogLines', { path: { id: runId } });
    expect(answer.status).toBe(200);
    expect(answer.body.items.map(({ text }) => text)).toContain('hello');
    await page.screenshot('log');
  });

  it('names the field of a wrong body', async () => {
    const body = JSON.stringify({ name: freshName('x'), kind: 'shell', spec: {} });
    const answer = await page.tryOut<{ errors: { pointer: string }[] }>('createTask', { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toContain('/spec/command');
  });

  it('keeps the login when the page is loaded again, and complains about nothing', async () => {
    await page.visit(`${installation.origin}/docs`);
    expect((await page.tryOut('getMe')).status).toBe(200);
    expect(page.complaints).toEqual([]);
  });
});
