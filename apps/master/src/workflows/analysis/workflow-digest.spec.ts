import { NodeStates, runGraph, type WorkflowRunState } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../testing/workflow-specimens.js';
import type { EndedRun } from './ended-run-reader.js';
import { WorkflowDigest } from './workflow-digest.js';

const at = (ms: number) => new Date(1_772_323_200_000 + ms);
const task = { kind: 'shell', spec: { command: 'true' } };
const graph = runGraph(
  await definitionOf({
    name: 'etl',
    nodes: [
      { id: 'load', kind: 'task', task },
      { id: 'pause', kind: 'delay', delayMs: 1, dependsOn: ['load'] },
      { id: 'mail', kind: 'task', task, dependsOn: ['load'] },
    ],
  }),
);

/** A run that is 10 ms queued, loads, waits 20 ms, and sends a mail meanwhile. */
function run(
  made: number,
  loadMs: number,
  over: { state?: WorkflowRunState; states?: string } = {},
): EndedRun {
  const { state = 'succeeded', states = 'sss' } = over;
  const loaded = made + 10 + loadMs;
  const ran = (from: number, to: number, queuedMs: number | null) => ({
    startedAt: at(from),
    endedAt: at(to),
    queuedMs,
    runningMs: to - from - (queuedMs ?? 0),
    isRetried: loadMs > 100,
  });
  const row = { run_id: `w${made}`, state, states, rerun_of: null };
  return {
    row: { ...row, created_at: at(made), started_at: at(made), finished_at: at(loaded + 20) },
    states: NodeStates.read(states),
    ran: new Map([
      [0, ran(made, loaded, 10)],
      [1, ran(loaded, loaded + 20, null)],
      ...(states[2] === 's' ? ([[2, ran(loaded, loaded + 5, 1)]] as const) : []),
    ]),
  };
}

describe('what workflow runs tell of their workflow', () => {
  const digest = new WorkflowDigest(graph);
  digest.add(run(3_000, 170));
  digest.add(run(2_000, 70, { state: 'failed', states: 'ssf' }));
  digest.add(run(1_000, 70, { states: 'ssk' }));
  digest.add(run(0, 50));
  const told = digest.told();

  it('is how they ended, how long they took, and whether that grows', () => {
    expect(told).toMatchObject({
      runsLookedAt: 4,
      oldestAt: at(0).toISOString(),
      newestAt: at(3_000).toISOString(),
      ends: { succeeded: 3, failed: 1, cancelled: 0, compensated: 0, compensation_failed: 0 },
      successRate: 0.75,
      durations: { p50Ms: 100, p95Ms: 185, maxMs: 200 },
      trend: { olderMeanMs: 90, newerMeanMs: 150, slopeMs: 36 },
    });
  });

  it('is where the time went', () => {
    expect(told.times).toEqual({ queuedMs: 42, waitingMs: 80, workingMs: 368, betweenMs: 0 });
  });

  it('is which nodes it is owed to, the bottleneck first', () => {
    expect(told.nodes.map(({ nodeId }) => nodeId)).toEqual(['load', 'pause', 'mail']);
    const [load, pause, mail] = told.nodes;
    expect(load).toEqual({
      nodeId: 'load',
      kind: 'task',
      runs: 4,
      failures: 0,
      skips: 0,
      retriedShare: 0.25,
      queued: { p50Ms: 10, p95Ms: 10, maxMs: 10 },
      running: { p50Ms: 70, p95Ms: 155, maxMs: 170 },
      onCriticalPath: 4,
      meanShare: 0.8125,
      contribution: 0.8125,
      trend: { olderMeanMs: 60, newerMeanMs: 120, slopeMs: 36 },
    });
    expect(pause).toMatchObject({ queued: null, onCriticalPath: 4, contribution: 0.1875 });
    expect(mail).toMatchObject({
      runs: 2,
      failures: 1,
      skips: 1,
      onCriticalPath: 0,
      contribution: 0,
      meanShare: 0,
    });
  });

  it('is nothing where there are none', () => {
    const none = new WorkflowDigest(graph).told();
    expect(none).toMatchObject({
      runsLookedAt: 0,
      successRate: null,
      durations: null,
      trend: null,
      oldestAt: null,
    });
    expect(none.nodes[0]).toMatchObject({
      nodeId: 'load',
      runs: 0,
      running: null,
      contribution: 0,
      trend: null,
    });
  });

  it('counts one that never began by its end alone', () => {
    const unopened = new WorkflowDigest(graph);
    const { row } = run(0, 1, { state: 'cancelled' });
    unopened.add({ row: { ...row, started_at: null }, states: NodeStates.allPending(3), ran: new Map() });
    expect(unopened.told()).toMatchObject({
      runsLookedAt: 1,
      ends: { cancelled: 1 },
      successRate: 0,
      durations: null,
    });
  });
});
