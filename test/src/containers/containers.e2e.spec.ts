import { useRegistries } from '@orrery/testing';
import type { AttemptDto } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import type { Problem } from '../installation/api-client.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';
import { WorkflowApi } from '../installation/workflow-api.js';

const isolation = { network: 'none' };
const killGraceMs = 500;
const login = { username: 'ci', password: 'a pass/word of "ci"' };

/** A cluster in which one worker alone has a container engine. */
describe('containers in a cluster', () => {
  const registries = useRegistries({ closed: { ...login, by: 'basic' } });
  const used = registries.engine;
  const token = freshName('registry-token');
  let installation: Installation;
  beforeAll(async () => {
    const workers = { 'worker-1': { ORRERY_CONTAINER_ENGINE: used.address, ORRERY_GROUP: 'boxes' } };
    installation = await startInstallation({ mode: 'cluster', workers });
    const path = `/secrets/default/${token}`;
    await installation.api.http.must('PUT', path, { body: { value: login.password } });
  });
  afterAll(() => installation?.close());

  const boxed = (command: string, more: object = {}) => ({
    kind: 'container' as const,
    group: 'boxes',
    spec: {
      image: used.image,
      pullPolicy: 'never' as const,
      readOnlyRoot: true,
      args: ['/bin/sh', '-c', command],
    },
    isolation: isolation as never,
    killGraceMs,
    ...more,
  });

  it('run a shell task of the level container', async () => {
    const { api } = installation;
    const level = { ...isolation, level: 'container', image: used.image };
    const task = await api.shell('ls /bin/busybox; echo "id=$(id -u)" > "$ORRERY_OUTPUT"', {
      group: 'boxes',
      isolation: level as never,
    });
    const run = await api.ended((await api.trigger(task.id)).id);
    expect(run).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect((run.result as { id: string }).id).not.toBe('0');
    await api.logWith(run.id, '/bin/busybox');
    const [attempt] = await api.attempts(run.id);
    expect(attempt!.execution).toMatchObject({
      isolation: { level: 'container', degraded: [] },
      ending: { by: 'exit', seen: 'container' },
    });
  });

  it('are nodes of workflows, and give their results to those behind', async () => {
    const flows = new WorkflowApi(installation.api.http);
    const count = boxed('wc -l < lines.txt | sed s/^/rows=/ > "$ORRERY_OUTPUT"');
    const task = { ...count, spec: { ...count.spec, files: { 'lines.txt': 'a\nb\nc\n' } } };
    const id = await flows.start([
      { id: 'count', kind: 'task', task },
      {
        id: 'tell',
        kind: 'task',
        task: { kind: 'shell', spec: { command: 'echo "rows: $ORRERY_PARAM_ROWS"' } },
        params: { rows: '{{ nodes.count.outputs.rows }}' },
        dependsOn: ['count'],
      },
    ]);
    await flows.reach(id, 'succeeded');
    const told = (await flows.nodes(id)).get('tell')!;
    await installation.api.logWith(told.runId!, 'rows: 3');
  });

  /** A task that fetches an image as somebody. */
  const loggedIn = (credentials: object, spec: object = {}, secrets: Record<string, string> = {}) => {
    const registryCredentials = { username: login.username, password: '${secrets.TOKEN}', ...credentials };
    const image = `${registries.of('closed').address}/box:1`;
    const whole = { image, pullPolicy: 'always', readOnlyRoot: true, registryCredentials, ...spec };
    return { ...boxed('true'), spec: whole as never, secrets: { TOKEN: token, ...secrets } };
  };

  it('have their image fetched with a login whose password nobody is shown', async () => {
    const { api } = installation;
    const put = (value: string) => api.http.must('PUT', `/secrets/default/${token}`, { body: { value } });
    const retry = { maxAttempts: 5, backoff: { kind: 'fixed', delayMs: 0 } };
    const args = ['/bin/sh', '-c', 'echo "inside: ${#TOKEN}"'];
    const task = await api.createTask({ ...loggedIn({}, { args }), retry } as never);
    const shown = async (runId: string) => {
      const paths = [`/tasks/${task.id}`, `/runs/${runId}`, `/runs/${runId}/attempts`, `/runs/${runId}/logs`];
      return JSON.stringify(await Promise.all(paths.map((path) => api.http.must('GET', path))));
    };
    const right = await api.ended((await api.trigger(task.id)).id);
    expect(right).toMatchObject({ state: 'succeeded' });
    await api.logWith(right.id, 'inside: 0');
    await put('an0ther-pass-word');
    const wrong = await api.ended((await api.trigger(task.id)).id);
    await put(login.password);
    expect(wrong).toMatchObject({ state: 'failed', attempt: 1, error: { kind: 'refused' } });
    expect(wrong.error!.message).toContain('refuses the login in /spec/registryCredentials');
    const said = (await shown(right.id)) + (await shown(wrong.id));
    expect(said).toContain('"password":"${secrets.TOKEN}"');
    for (const value of [login.password, 'an0ther-pass-word'])
      expect(said).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  it('are refused by the field that is wrong', async () => {
    const { http } = installation.api;
    const bad = [
      [{ kind: 'shell', spec: { command: 'true' }, isolation: { level: 'container' } }, '/isolation/image'],
      [{ ...boxed('true'), isolation: { image: used.image } }, '/isolation/image'],
      [{ kind: 'container', spec: { image: '--privileged' } }, '/spec/image'],
      [{ kind: 'container', spec: { image: 'box', user: 'root' } }, '/spec/user'],
      [{ kind: 'container', spec: { image: 'box', files: { '../x': '' } } }, '/spec/files/..~1x'],
      [loggedIn({ username: 'a:b' }), '/spec/registryCredentials/username'],
      [loggedIn({ username: undefined }), '/spec/registryCredentials/username'],
      [loggedIn({ username: '${secret.A}' }), '/spec/registryCredentials/username'],
      [loggedIn({ password: login.password }), '/spec/registryCredentials/password'],
      [loggedIn({ password: '${secrets.OTHER}' }), '/spec/registryCredentials/password'],
      [loggedIn({ email: 'x' }), '/spec/registryCredentials/email'],
      [loggedIn({}, { pullPolicy: 'never' }), '/spec/registryCredentials'],
      [loggedIn({}, {}, { TOKEN: freshName('nobody') }), '/secrets/TOKEN'],
    ] as const;
    for (const [task, pointer] of bad) {
      const { status, body } = await http.ask<Problem>('POST', '/tasks', { body: { name: 'bad', ...task } });
      expect(status, pointer).toBe(422);
      expect(body.errors?.map((error) => error.pointer)).toEqual([pointer]);
    }
  });

  it('fail on a worker that has no engine, with words', async () => {
    const { api } = installation;
    const task = await api.createTask({ ...boxed('true'), group: 'default' });
    const run = await api.ended((await api.trigger(task.id)).id);
    expect(run).toMatchObject({ state: 'failed', error: { kind: 'isolation_unavailable' } });
  });

  it('are looked at while they run, and the whole of it is kept when they have ended', async () => {
    const { api } = installation;
    const heldBytes = 30_000_000;
    const hold = `x=$(head -c ${heldBytes} /dev/zero | tr "\\0" x)`;
    const task = await api.createTask(boxed(`${hold}; timeout 12 sh -c "while :; do :; done"; echo \${#x}`));
    const { id } = await api.trigger(task.id);
    const isWarm = ({ cpu = 0, memoryBytes = 0 }) => cpu > 0.1 && memoryBytes > heldBytes;
    const warm = async () => {
      const { items } = await api.samples(id);
      return items.some(isWarm) && items;
    };
    const early = await until('samples of a container that runs', warm, 60_000);
    expect((await api.run(id)).state).toBe('running');
    expect(await api.ended(id)).toMatchObject({ state: 'succeeded' });
    await api.logWith(id, String(heldBytes));
    const { attempt, stepMs, items } = await api.samples(id);
    expect([attempt, stepMs]).toEqual([1, 1_000]);
    expect(items).toEqual(expect.arrayContaining([...early]));
    expect(items.length).toBeGreaterThan(early.length);
    const [{ startedAt, finishedAt, execution }] = (await api.attempts(id)) as [AttemptDto];
    const times = items.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times[0]).toBeGreaterThanOrEqual(Date.parse(startedAt!));
    expect(times.at(-1)).toBeLessThanOrEqual(Date.parse(finishedAt!));
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(6_000);
    const most = Math.max(...items.map(({ memoryBytes }) => memoryBytes!));
    expect(most).toBeLessThanOrEqual(execution!.resources!.maxMemoryBytes!);
    expect(Math.max(...items.map(({ pids }) => pids!))).toBeGreaterThanOrEqual(2);
  });

  it('end with a cancel, proven', async () => {
    const { api } = installation;
    const task = await api.createTask(boxed('trap "" TERM; echo up; while :; do sleep 0.1; done'));
    const { id } = await api.trigger(task.id);
    await api.logWith(id, 'up');
    const [name] = await used.labelled(`orrery.run=${id}`);
    expect((await api.cancel(id)).status).toBe(202);
    expect(await api.ended(id)).toMatchObject({ state: 'cancelled' });
    expect(await used.inspect(name!)).toBeUndefined();
  });

  it('do not outlive a worker that is killed, and are begun again when nothing is left of them', async () => {
    const { api } = installation;
    const task = await api.createTask(
      boxed('echo "attempt $ORRERY_ATTEMPT"; [ $ORRERY_ATTEMPT = 2 ] || sleep 600'),
    );
    const { id } = await api.trigger(task.id);
    await api.logWith(id, 'attempt 1');
    const [name] = await used.labelled(`orrery.run=${id}`);
    await installation.kill('worker-1');
    await until('what ran in the container to be killed', async () => {
      return (await used.inspect(name!))?.State.Status !== 'running';
    });
    await installation.start('worker-1').untilReady();
    expect(await used.inspect(name!)).toBeUndefined();
    expect(await api.ended(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect((await api.attempts(id))[0]).toMatchObject({ attempt: 1, state: 'lost' });
  });
});
