import type { RunDto, RunWhyDto, WorkerReservationsDto } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { until } from '../installation/until.js';
import { approvalNode, shellNode, WorkflowApi } from '../installation/workflow-api.js';

/** Two slots in all: of one worker, or of two. */
const workers = { 'worker-1': { ORRERY_SLOTS: '1' }, 'worker-2': { ORRERY_SLOTS: '1' } };
const slots = { standalone: { ORRERY_SLOTS: '2' }, cluster: {} };
const reserve = (slots: number, over: object = {}) => ({ reserve: [{ group: 'default', slots, ...over }] });

describe.each(['standalone', 'cluster'] as const)('slots reserved for workflows, %s', (mode) => {
  let installation: Installation;
  let flows: WorkflowApi;
  beforeAll(async () => {
    installation = await startInstallation({ mode, mail: false, env: slots[mode], workers });
    flows = new WorkflowApi(installation.api.http);
  });
  afterAll(() => installation?.close());

  const why = (id: string) => flows.http.must<RunWhyDto>('GET', `/runs/${id}/why`);
  const run = (id: string) => flows.http.must<RunDto>('GET', `/runs/${id}`);
  const reservations = async () => {
    const pages = await Promise.all(
      installation.workerIds.map((id) =>
        flows.http.must<WorkerReservationsDto>('GET', `/workers/${id}/reservations`),
      ),
    );
    return pages.flatMap(({ items }) => items);
  };

  it('a plain run waits while a workflow has all slots between its nodes, and runs after its end', async () => {
    const { api } = installation;
    const nodes = [
      shellNode('a', 'true'),
      approvalNode('ok', { dependsOn: ['a'] }),
      shellNode('b', 'true', ['ok']),
    ];
    const id = await flows.start(nodes, reserve(2));
    await flows.reachNode(id, 'ok', 'running');
    expect((await reservations()).map((each) => each.workflowRunId)).toEqual(
      mode === 'cluster' ? [id, id] : [id],
    );
    expect((await flows.get(id)).reserved).toEqual([
      { group: 'default', slots: 2, kept: 2, inUse: 0, isObtained: true },
    ]);
    const plain = await api.trigger((await api.shell('true')).id);
    await flows.act(id, 'nodes/ok/approve', { comment: 'go' });
    const b = await flows.reachNode(id, 'b', 'succeeded');
    await flows.reach(id, 'succeeded');
    const { startedAt } = await api.ended(plain.id);
    expect(startedAt! >= b.finishedAt!).toBe(true);
    expect(await reservations()).toEqual([]);
  });

  it('a workflow waits until the slots it wants are free, and says so', async () => {
    const { api } = installation;
    const long = await api.trigger((await api.shell('sleep 3')).id);
    await until('the plain run to run', async () => (await run(long.id)).state === 'running');
    const id = await flows.start([shellNode('a', 'true')], reserve(2));
    const cause = await until('the reason to be told', async () => {
      return (await why(id)).causes.find(({ code }) => code === 'slots');
    });
    expect(cause).toMatchObject({ group: 'default', wanted: 2, slots: 2 });
    expect((await flows.get(id)).state).toBe('pending');
    await flows.reach(id, 'succeeded');
    const ended = await api.ended(long.id);
    expect((await run(id)).startedAt! >= ended.finishedAt!).toBe(true);
  });

  it('a wide map of a workflow that has all slots goes through them', async () => {
    const map = {
      id: 'each',
      kind: 'map',
      items: [1, 2, 3, 4, 5, 6],
      task: { kind: 'shell', spec: { command: 'true' } },
    };
    await flows.reach(await flows.start([map], reserve(2)), 'succeeded');
  });

  it('a workflow that wants more than there is gives up when it says so, and holds nobody up', async () => {
    const id = await flows.start([shellNode('a', 'true')], reserve(9, { waitMs: 2_000 }));
    await until('the reason to be told', async () => (await why(id)).summary.includes('only 2 in all'));
    await flows.reach(await flows.start([shellNode('a', 'true')], reserve(1)), 'succeeded');
    expect(await flows.reach(id, 'failed')).toMatchObject({ failure: { kind: 'slots_timeout' } });
  });

  it('has met no error of its own meanwhile', () => {
    expect(installation.errorLines()).toEqual([]);
  });
});
