import type { CallReply } from '@orrery/contracts';
import type { OverlapMode } from '@orrery/domain';
import { SystemClock } from '@orrery/runtime';
import { expect, it, vi } from 'vitest';
import type { MasterClient } from './master-client.js';
import type { ScriptedWorker } from './scripted-worker.js';

export interface OverlapWorld {
  readonly client: MasterClient;
  readonly worker: ScriptedWorker;
}

type Fires = CallReply<'schedule.fires'>['items'];

const clock = new SystemClock();
const everyMs = 250;
const waiting = { timeout: 8_000, interval: 40 };

/** Fires that come while an earlier run of their schedule has not ended. */
export function overlapCases(given: () => OverlapWorld): void {
  const start = async (overlap: OverlapMode, define: object = {}) => {
    const { client, worker } = given();
    await worker.up();
    const task = await client.task(define);
    const { id } = await client.schedule(task.id, { kind: 'fixedRate', everyMs }, { overlap });
    const first = await worker.next(1);
    await worker.claim(first);
    return { id, first, task };
  };
  /** Oldest first, once they are as the test wants them. */
  const firesWhen = (id: string, wanted: (fires: Fires) => boolean): Promise<Fires> =>
    vi.waitFor(async () => {
      const fires = [...(await given().client.fires(id))].reverse();
      expect(wanted(fires), JSON.stringify(fires.map(({ outcome, reason }) => [outcome, reason]))).toBe(true);
      return fires;
    }, waiting);
  const count = (fires: Fires, outcome: string) => fires.filter((fire) => fire.outcome === outcome).length;
  const sent = () => given().worker.dispatched.length;

  it('SKIP drops fires until the run has ended, and names it', async () => {
    const { id, first } = await start('SKIP');
    const fires = await firesWhen(id, (all) => count(all, 'SKIPPED') >= 3);
    const reasons = new Set(fires.slice(1).map(({ reason, runId }) => `${reason} ${runId}`));
    expect(reasons).toEqual(new Set([`overlap: run ${first.runId} has not ended null`]));
    expect(sent()).toBe(1);
    await given().worker.finish(first);
    const second = await given().worker.next(2);
    expect(Date.parse(second.plannedAt!)).toBeGreaterThan(Date.parse(fires.at(-1)!.plannedAt));
  });

  it('SKIP counts a run that waits for its next attempt', async () => {
    const retry = { maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 1_500 } };
    const { id, first } = await start('SKIP', { retry });
    await given().worker.finish(first, 'failed');
    const failed = await vi.waitFor(async () => {
      const run = await given().client.run(first.runId);
      expect(run).toMatchObject({ state: 'pending', attempt: 2 });
      return clock.now().getTime();
    }, waiting);
    const fires = await firesWhen(id, (all) => Date.parse(all.at(-1)!.plannedAt) > failed + 2 * everyMs);
    expect(count(fires, 'FIRED')).toBe(1);
    expect(await given().worker.next(2)).toMatchObject({ runId: first.runId, attempt: 2 });
  });

  it('QUEUE_ALL runs each fire, one after the other', async () => {
    const { id, first } = await start('QUEUE_ALL');
    const fires = await firesWhen(id, (all) => count(all, 'FIRED') >= 4);
    expect(sent()).toBe(1);
    await given().client.pause(id);
    await given().client.calls.call('schedule.resume', { id, actor: 'test' });
    let message = first;
    for (const fire of fires.slice(1, 4)) {
      await given().worker.finish(message);
      message = await given().worker.next(sent() + 1);
      expect(message).toMatchObject({ runId: fire.runId, plannedAt: fire.plannedAt });
      await given().worker.claim(message);
    }
  });

  it('QUEUE_ONE keeps one waiting and drops the others', async () => {
    const { id, first } = await start('QUEUE_ONE');
    const fires = await firesWhen(id, (all) => count(all, 'SKIPPED') >= 2);
    const [, queued, dropped] = fires;
    expect(queued).toMatchObject({ outcome: 'FIRED' });
    expect(dropped!.reason).toBe(`overlap: run ${queued!.runId} waits already`);
    await given().worker.finish(first);
    expect(await given().worker.next(2)).toMatchObject({ runId: queued!.runId });
  });

  it('REPLACE_QUEUED lets the newest wait', async () => {
    const { id, first } = await start('REPLACE_QUEUED');
    await firesWhen(id, (all) => count(all, 'MERGED') >= 2);
    await given().worker.finish(first);
    const second = await given().worker.next(2);
    await given().worker.claim(second);
    const fires = await firesWhen(id, (all) => all.some(({ runId }) => runId === second.runId));
    const merged = fires.filter((fire) => fire.outcome === 'MERGED' && fire.plannedAt < second.plannedAt!);
    expect(merged.length).toBeGreaterThanOrEqual(2);
    expect(merged.at(-1)!.reason).toBe(`overlap: run ${second.runId} took its place before it began`);
    expect(await given().client.run(merged[0]!.runId!)).toMatchObject({ state: 'skipped' });
  });

  it('CANCEL_RUNNING starts when the run it cancels has ended, and not before', async () => {
    const { first, id } = await start('CANCEL_RUNNING');
    await given().worker.isTold((told) => told.kind === 'cancel' && told.runId === first.runId);
    await firesWhen(id, (all) => all.length >= 3);
    expect(sent()).toBe(1);
    await given().worker.finish(first, 'cancelled');
    const second = await given().worker.next(2);
    expect(await given().client.run(first.runId)).toMatchObject({ state: 'cancelled' });
    expect(second.runId).not.toBe(first.runId);
  });

  it('lets runs wait through a pause of their schedule, and drops them when it is deleted', async () => {
    const { id, first } = await start('QUEUE_ONE');
    const fires = await firesWhen(id, (all) => count(all, 'FIRED') === 2);
    const queued = fires[1]!.runId!;
    await given().client.pause(id);
    await given().worker.isConfirmed(await given().worker.finish(first));
    expect(await given().client.run(queued)).toMatchObject({ state: 'pending' });
    expect(sent()).toBe(1);
    await given().client.calls.call('schedule.resume', { id, actor: 'test' });
    const second = await given().worker.next(2);
    expect(second.runId).toBe(queued);
    await given().worker.claim(second);
    const more = await firesWhen(id, (all) => all.at(-1)!.outcome === 'SKIPPED');
    const third = more.findLast(({ outcome }) => outcome === 'FIRED')!.runId!;
    await given().client.calls.call('schedule.delete', { id, actor: 'test' });
    expect(await given().client.run(third)).toMatchObject({ state: 'skipped' });
    await given().worker.isConfirmed(await given().worker.finish(second));
    expect(sent()).toBe(2);
  });

  it('takes account of runs that were open before the mode was set, and lets all go when it is lifted', async () => {
    const { id, first, task } = await start('ALLOW');
    const replace = (overlap: OverlapMode) => {
      const target = { kind: 'task' as const, id: task.id };
      const trigger = { kind: 'fixedRate' as const, everyMs };
      const body = { target, trigger, params: {}, jitterMs: 0, overlap };
      return given().client.calls.call('schedule.replace', { id, body, actor: 'test' });
    };
    const replaced = Date.parse((await replace('QUEUE_ALL')).updatedAt);
    const fires = await firesWhen(id, (all) => Date.parse(all.at(-2)!.plannedAt) > replaced + 2 * everyMs);
    const queued = fires
      .filter((fire) => Date.parse(fire.plannedAt) > replaced + everyMs)
      .map((fire) => fire.runId!);
    const sentIds = () => given().worker.dispatched.map((message) => message.runId);
    expect(sentIds()).toContain(first.runId);
    for (const runId of queued) expect(sentIds()).not.toContain(runId);
    await replace('ALLOW');
    await vi.waitFor(() => expect(sentIds()).toEqual(expect.arrayContaining(queued)), waiting);
  });
}
