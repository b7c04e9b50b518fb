import { expect, it, vi } from 'vitest';
import type { OverlapWorld } from './overlap-cases.js';

const actor = 'test';
const waiting = { timeout: 8_000, interval: 40 };

/** Nothing that is planned while somebody has stopped it disappears. */
export function pauseCases(given: () => OverlapWorld): void {
  const calls = () => given().client.calls;
  const causesOf = async (id: string) =>
    (await calls().call('schedule.why', { id })).causes.map(({ code }) => code);
  const skippedAs = (id: string, reason: string) =>
    vi.waitFor(async () => {
      const [newest] = await given().client.fires(id);
      expect(newest).toMatchObject({ outcome: 'SKIPPED', reason });
    }, waiting);
  const firesAgain = (id: string) =>
    vi.waitFor(
      async () => expect((await given().client.fires(id))[0]).toMatchObject({ outcome: 'FIRED' }),
      waiting,
    );
  const setPaused = (value: boolean) =>
    calls().call('setting.change', { name: 'scheduling.paused', body: { value }, actor });

  it('accounts for planned times of a paused project, says so, and goes on', async () => {
    const { client } = given();
    const project = client.name();
    const made = await calls().call('project.create', { body: { name: project }, actor });
    expect(made).toMatchObject({ state: 'active' });
    const task = await client.task({ project });
    const { id } = await client.schedule(task.id, { kind: 'fixedRate', everyMs: 200 }, { project });
    await firesAgain(id);
    const paused = await calls().call('project.pause', { name: project, actor });
    expect(paused).toMatchObject({ state: 'paused' });
    await skippedAs(id, `the project "${project}" is paused`);
    expect(await causesOf(id)).toEqual(['project_paused', 'fires_next']);
    await calls().call('project.resume', { name: project, actor });
    await firesAgain(id);
    await expect(calls().call('project.pause', { name: 'nobody', actor })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('accounts for planned times of a paused cluster and of a paused task', async () => {
    const { client } = given();
    const task = await client.task();
    const { id } = await client.schedule(task.id, { kind: 'fixedRate', everyMs: 200 });
    await setPaused(true);
    await calls().call('task.pause', { id: task.id, actor });
    await skippedAs(id, 'the whole cluster is paused');
    expect(await causesOf(id)).toEqual(['cluster_paused', 'task_paused', 'fires_next']);
    await setPaused(false);
    await skippedAs(id, 'the task is paused');
    await calls().call('task.resume', { id: task.id, actor });
    await firesAgain(id);
  });
}
