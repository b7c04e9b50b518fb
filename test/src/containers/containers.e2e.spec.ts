import { useContainerEngine } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import type { Problem } from '../installation/api-client.js';
import { until } from '../installation/until.js';
import { WorkflowApi } from '../installation/workflow-api.js';

const isolation = { network: 'none' };
const killGraceMs = 500;

/** A cluster in which one worker alone has a container engine. */
describe('containers in a cluster', () => {
  const used = useContainerEngine();
  let installation: Installation;
  beforeAll(async () => {
    const workers = { 'worker-1': { ORRERY_CONTAINER_ENGINE: used.address, ORRERY_GROUP: 'boxes' } };
    installation = await startInstallation({ mode: 'cluster', workers });
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

  it('are refused by the field that is wrong', async () => {
    const { http } = installation.api;
    const bad = [
      [{ kind: 'shell', spec: { command: 'true' }, isolation: { level: 'container' } }, '/isolation/image'],
      [{ ...boxed('true'), isolation: { image: used.image } }, '/isolation/image'],
      [{ kind: 'container', spec: { image: '--privileged' } }, '/spec/image'],
      [{ kind: 'container', spec: { image: 'box', user: 'root' } }, '/spec/user'],
      [{ kind: 'container', spec: { image: 'box', files: { '../x': '' } } }, '/spec/files/..~1x'],
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
