import type { WaitCauseDto } from '@orrery/contracts';
import type { Limit } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { explainRun } from './explain-run.js';
import type { GroupView, LimitView, RunSnapshot, SlotView } from './run-snapshot.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const inMs = (ms: number) => new Date(now.getTime() + ms);

const waitingRun: RunSnapshot['run'] = {
  id: 'r1',
  state: 'pending',
  attempt: 1,
  weight: 1,
  dueAt: inMs(-1_000),
  eligibleAt: inMs(-1_000),
  startedAt: null,
  finishedAt: null,
  workerId: null,
  sentAt: null,
};
const group: GroupView = {
  name: 'g',
  workers: 2,
  slots: 8,
  strained: [],
  ahead: 16,
  acceptedPerSecond: 0,
  meanDurationMs: null,
  misfit: null,
};

function snapshot(over: Partial<Omit<RunSnapshot, 'run' | 'group'>> = {}): RunSnapshot {
  return { now, run: waitingRun, isBrokerAway: false, limits: [], slots: [], group, ...over };
}

function view(limit: Partial<Limit>, over: Partial<LimitView> = {}): LimitView {
  return {
    limit: { id: 'p1', kind: 'pool', name: 'licences', scope: 'global', slots: 2, ...limit },
    used: 2,
    holders: { runIds: ['a', 'b'], count: 2 },
    isHeld: false,
    nextStartAt: null,
    ...over,
  };
}

function only(given: RunSnapshot): WaitCauseDto {
  const causes = explainRun(given);
  expect(causes).toHaveLength(1);
  return causes[0]!;
}

describe('why a run is not running', () => {
  it('says so when it runs or is over', () => {
    const over = { ...waitingRun, state: 'failed' as const, finishedAt: inMs(-5) };
    expect(only({ ...snapshot(), run: over })).toMatchObject({ code: 'ended' });
    const running = { ...waitingRun, state: 'running' as const, workerId: 'w1', startedAt: inMs(-5) };
    expect(only({ ...snapshot(), run: running })).toMatchObject({
      code: 'running',
      message: expect.stringContaining('w1') as string,
    });
  });

  it('sent and not accepted: where to, since when, and when it is sent again', () => {
    const sent = {
      ...waitingRun,
      state: 'dispatched' as const,
      sentAt: inMs(-4_000),
      eligibleAt: inMs(6_000),
    };
    const cause = only({ ...snapshot(), run: sent });
    expect(cause).toMatchObject({ code: 'dispatched', group: 'g' });
    expect(cause.message).toContain('queue of group g at 2026-03-01T11:59:56.000Z');
    expect(cause.message).toContain('again after 2026-03-01T12:00:06.000Z');
    const pushed = only({ ...snapshot(), run: { ...sent, workerId: 'w7' } });
    expect(pushed.message).toContain('worker w7');
    expect(explainRun({ ...snapshot({ isBrokerAway: true }), run: sent }).map(({ code }) => code)).toEqual([
      'broker_away',
      'dispatched',
    ]);
  });

  it('not due yet, or waiting for its next attempt', () => {
    const later = { ...waitingRun, dueAt: inMs(60_000), eligibleAt: inMs(60_000) };
    const until = '2026-03-01T12:01:00.000Z';
    expect(only({ ...snapshot(), run: later })).toMatchObject({ code: 'not_due', until });
    const again = { ...later, attempt: 3 };
    expect(only({ ...snapshot(), run: again })).toMatchObject({ code: 'retry_backoff', until });
  });

  it.each([
    [{ scope: 'cluster' }, 'paused_cluster'],
    [{ scope: 'project', project: 'x' }, 'paused_project'],
    [{ scope: 'task', taskId: 't' }, 'paused_task'],
  ] as const)('paused: %j', (pause, code) => {
    expect(explainRun(snapshot({ pause }))[0]).toMatchObject({ code });
  });

  it('paused with its workflow', () => {
    const paused = snapshot({ pause: { scope: 'task', taskId: 'w' } });
    const [cause] = explainRun({ ...paused, group: { ...paused.group, name: '~workflow' } });
    expect(cause).toMatchObject({ code: 'paused_task', message: 'The workflow is paused.' });
  });

  it('behind other runs of its schedule', () => {
    const turn = { runIds: ['a'], count: 3 };
    expect(explainRun(snapshot({ turn }))[0]).toMatchObject({ code: 'turn', runIds: ['a'], runCount: 3 });
  });

  it('a full pool: who has its slots, its place and an estimate', () => {
    const parked = { waitsFor: 'pool:p1', ahead: 3 };
    const given = { ...snapshot({ parked, limits: [view({})] }), group: { ...group, meanDurationMs: 1_000 } };
    expect(only(given)).toMatchObject({
      code: 'pool',
      poolId: 'p1',
      pool: 'licences',
      slots: 2,
      used: 2,
      wanted: 1,
      runIds: ['a', 'b'],
      runCount: 2,
      ahead: 3,
      estimateMs: 2_000,
    });
  });

  it('every limit that is full, not only the one it waits for; none that it has its slots of', () => {
    const own = view({ id: 't1', kind: 'task', slots: 1 }, { used: 1 });
    const held = view({ id: 'p2' }, { isHeld: true });
    const parked = { waitsFor: 'task:t1', ahead: 0 };
    const causes = explainRun(snapshot({ parked, limits: [own, held, view({})] }));
    expect(causes.map(({ code }) => code)).toEqual(['task_limit', 'pool']);
    expect(causes[0]).toMatchObject({ ahead: 0, message: expect.stringContaining('its task') as string });
  });

  it('a pool that is too small for it', () => {
    const heavy = { ...waitingRun, weight: 3 };
    const parked = { waitsFor: 'never:p1', ahead: 0 };
    const given = { ...snapshot({ parked, limits: [view({}, { used: 0 })] }), run: heavy };
    expect(only(given)).toMatchObject({ code: 'too_heavy', wanted: 3, slots: 2 });
  });

  it('a rate: when its turn is likely to come', () => {
    const paced = view({ slots: 0, rate: { count: 10, perMs: 1_000 } }, { used: 0, nextStartAt: inMs(50) });
    const parked = { waitsFor: 'rate:p1', ahead: 5 };
    expect(only(snapshot({ parked, limits: [paced] }))).toMatchObject({
      code: 'rate',
      ahead: 5,
      estimateMs: 550,
      until: '2026-03-01T12:00:00.550Z',
    });
  });

  it.each<[string, Partial<SlotView>, string]>([
    ['asked for a moment ago', { free: 4 }, '4 of 4 are free, and it is about to get them'],
    ['too few', { free: 1, reserved: 2 }, 'has 4, of which 2 are reserved by others and 1 are free'],
    ['set aside and free', { free: 4, kept: 2 }, 'set aside for it, and it begins in a moment'],
    ['set aside and in use', { kept: 2, taken: 1 }, 'but the runs on 1 of them must end first'],
    ['not filled', { kept: 2, shut: 2 }, 'or rests after failures must take work on 2 of them first'],
    ['more than there are', { wanted: 5 }, 'has only 4 in all'],
  ])('slots it wants before it begins: %s', (_, over, words) => {
    const none = { reserved: 0, free: 0, kept: 0, taken: 0, shut: 0 };
    const [cause] = explainRun(snapshot({ slots: [{ group: 'g', wanted: 2, slots: 4, ...none, ...over }] }));
    expect(cause).toMatchObject({ code: 'slots', message: expect.stringContaining(words) as string });
  });

  it('others in a circle, which it says first', () => {
    const workflow = { inside: [], notBegun: [], circle: { text: 'run a waits for run b', count: 4 } };
    const causes = explainRun(snapshot({ workflow, limits: [view({ kind: 'task' })] }));
    expect(causes.map(({ code }) => code)).toEqual(['circle', 'task_limit', 'queue']);
    expect(causes[0]).toMatchObject({ runCount: 4, message: expect.stringContaining('run b') as string });
  });

  it('runs of subworkflows that go on in it, those that have not begun first', () => {
    const run = { ...waitingRun, state: 'running' as const, startedAt: now };
    const workflow = { inside: ['a', 'b', 'c'], notBegun: ['c'] };
    expect(only({ ...snapshot({ workflow }), run })).toMatchObject({
      ...{ code: 'running', runIds: ['c', 'a', 'b'], runCount: 3 },
      message: expect.stringContaining(
        '3 run(s) of subworkflows go on in it, of which 1 have not begun',
      ) as string,
    });
    const none = { inside: [], notBegun: [] };
    expect(only({ ...snapshot({ workflow: none }), run }).message).not.toMatch(/worker|run\(s\)/);
  });

  it('nothing any more, with what it failed of', () => {
    const run = { ...waitingRun, state: 'failed' as const, finishedAt: now, failure: 'it is wrong' };
    expect(only({ ...snapshot(), run }).message).toContain('failed at 2026-03-01T12:00:00.000Z: it is wrong');
  });

  it('its parts', () => {
    const run = { ...snapshot().run, state: 'dispatched' as const, shards: 3 };
    expect(only({ ...snapshot(), run })).toMatchObject({ code: 'shards' });
  });

  it('no worker, or none that fits', () => {
    expect(only({ ...snapshot(), group: { ...group, workers: 0 } })).toMatchObject({ code: 'no_workers' });
    const misfit = 'of 2 worker(s) of group g none fits: 2 lack(s) the label gpu=yes';
    expect(only({ ...snapshot(), group: { ...group, misfit } })).toMatchObject({
      code: 'no_fitting_worker',
      message: 'Of 2 worker(s) of group g none fits: 2 lack(s) the label gpu=yes.',
    });
    const parked = { waitsFor: 'workers:g:t', ahead: 2 };
    expect(only(snapshot({ parked }))).toMatchObject({ code: 'no_fitting_worker', ahead: 2 });
  });

  it('its place in the queue of its group, with an estimate by what is known', () => {
    expect(only(snapshot())).toMatchObject({ code: 'queue', ahead: 16 });
    expect(only(snapshot())).not.toHaveProperty('estimateMs');
    const paced = { ...group, acceptedPerSecond: 17 };
    expect(only({ ...snapshot(), group: paced })).toMatchObject({ estimateMs: 1_000 });
    const slow = { ...group, meanDurationMs: 800 };
    expect(only({ ...snapshot(), group: slow })).toMatchObject({ estimateMs: 1_700 });
    const endless = { ...group, ahead: 10_000 };
    expect(only({ ...snapshot(), group: endless }).message).toContain('10000 or more');
    expect(only(snapshot()).message).not.toContain('too busy');
    const busy = { ...group, strained: ['w1 (memory)', 'w2 (load)'] };
    expect(only({ ...snapshot(), group: busy }).message).toContain(
      '2 worker(s) take less work because their machines are too busy: w1 (memory), w2 (load).',
    );
  });

  it('the broker is away, besides its place in the queue', () => {
    expect(explainRun(snapshot({ isBrokerAway: true })).map(({ code }) => code)).toEqual([
      'broker_away',
      'queue',
    ]);
  });

  it('nothing, when it is about to go', () => {
    const held = { ...waitingRun, eligibleAt: inMs(700) };
    expect(only({ ...snapshot(), run: held })).toMatchObject({ code: 'queue' });
  });
});
