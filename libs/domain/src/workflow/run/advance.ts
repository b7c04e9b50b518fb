import { afterFailure, unhandledFailures } from './failures.js';
import { judgeRule, type UpstreamTally } from './judge-rule.js';
import { hasEnded } from './node-state.js';
import type { NodeStates } from './node-states.js';
import type { RunGraph } from './run-graph.js';
import type { WorkflowRunState } from './workflow-run-state.js';

/** What somebody wants of a workflow run. */
export type RunControl = 'go' | 'pause' | 'stop';

/** What comes next in a workflow run. */
export interface Advance {
  /** The states, with what was decided without running anything: skipped, cancelled, ready, and started ones as running. */
  readonly states: NodeStates;
  /** Nodes to be started, in this order. */
  readonly start: readonly number[];
  /** The node whose compensation is to be started. */
  readonly compensate?: number;
  /** What the run as a whole is now. */
  readonly state: WorkflowRunState;
}

/**
 * Decides what comes next, from nothing but the graph and the states of its nodes: asked again with the same, it decides the same,
 * so whoever comes after a crash goes on as if there had been none. Three parts follow each other: the nodes; after an unhandled
 * failure with `compensate` the compensations, one after the other; the finally nodes.
 * @param changed nodes whose state has changed since the last time; absent: nobody knows, and all are looked at.
 */
export function advance(
  graph: RunGraph,
  before: NodeStates,
  control: RunControl,
  changed?: readonly number[],
): Advance {
  const states = before.copy();
  const failures = unhandledFailures(graph, states);
  if (control === 'stop') cancelUnstarted(graph, states, () => true);
  else if (failures.length > 0 && graph.onFailure !== 'continue') stopBranches(graph, states);
  // Whatever has just been cancelled is news to the nodes behind it.
  const isCalm = control === 'go' && (failures.length === 0 || graph.onFailure === 'continue');
  settle(graph, states, control, isCalm ? changed : undefined);
  // Whoever was to take care of a failure may just have been ruled out.
  if (control !== 'stop' && graph.onFailure !== 'continue' && isWorse(graph, states, failures)) {
    stopBranches(graph, states);
    settle(graph, states, control, undefined);
  }
  return conclude(graph, states, control);
}

function isWorse(graph: RunGraph, states: NodeStates, known: readonly number[]): boolean {
  return known.length === 0 && unhandledFailures(graph, states).length > 0;
}

/** After a failure, nodes that do not come behind it start no more; those behind it follow their rules. */
function stopBranches(graph: RunGraph, states: NodeStates): void {
  const after = afterFailure(graph, states);
  cancelUnstarted(graph, states, (number) => !after[number]);
}

function cancelUnstarted(graph: RunGraph, states: NodeStates, mayGo: (number: number) => boolean): void {
  for (const number of states.numbers('pending', 'ready')) {
    if (number < graph.firstFinal && mayGo(number)) states.set(number, 'cancelled');
  }
}

/** Follows the rules until they say nothing new. Finally nodes come up when all others have ended. */
function settle(
  graph: RunGraph,
  states: NodeStates,
  control: RunControl,
  changed: readonly number[] | undefined,
): void {
  const from = changed?.flatMap((number) => graph.downstream[number]!) ?? states.numbers('pending');
  const isFinal = (number: number) => number >= graph.firstFinal;
  follow(graph, states, new Set(from.filter((number) => !isFinal(number))));
  if (!nodesEnded(graph, states) || nextCompensation(graph, states, control) !== 'none') return;
  follow(graph, states, new Set(states.numbers('pending').filter(isFinal)));
}

function follow(graph: RunGraph, states: NodeStates, from: ReadonlySet<number>): void {
  const queue = [...from];
  for (let at = 0; at < queue.length; at += 1) {
    const number = queue[at]!;
    if (states.of(number) !== 'pending') continue;
    const verdict = judgeRule(graph.rules[number]!, tallyOf(graph, states, number));
    if (verdict === 'wait') continue;
    if (verdict === 'start') {
      states.set(number, 'ready');
      continue;
    }
    states.set(number, verdict === 'skip' ? 'skipped' : verdict);
    queue.push(...graph.downstream[number]!);
  }
}

function tallyOf({ upstream }: RunGraph, states: NodeStates, number: number): UpstreamTally {
  const above = upstream[number]!;
  const tally = { total: above.length, succeeded: 0, failed: 0, skipped: 0 };
  for (const each of above) {
    const state = states.of(each);
    if (!hasEnded(state)) continue;
    if (state === 'failed' || state === 'upstream_failed') tally.failed += 1;
    else if (state === 'skipped' || state === 'cancelled') tally.skipped += 1;
    else tally.succeeded += 1;
  }
  return tally;
}

function nodesEnded({ firstFinal }: RunGraph, states: NodeStates): boolean {
  const first = states.first('pending', 'ready', 'running');
  return first === undefined || first >= firstFinal;
}

/** `none`: nothing is to be undone any more, or can be; `wait`: one is being undone. */
function nextCompensation(
  graph: RunGraph,
  states: NodeStates,
  control: RunControl,
): number | 'none' | 'wait' {
  if (states.count('compensating') > 0) return 'wait';
  if (control === 'stop' || states.count('compensation_failed') > 0) return 'none';
  if (graph.onFailure !== 'compensate' || !hasFailed(graph, states)) return 'none';
  return graph.undoOrder.find((number) => isToUndo(graph, states, number)) ?? 'none';
}

/** The failure that began the undoing may be that of a map, which is undone itself. */
function hasFailed(graph: RunGraph, states: NodeStates): boolean {
  return states.count('compensated') > 0 || unhandledFailures(graph, states).length > 0;
}

/** Of a map that failed, items may have succeeded. */
function isToUndo({ nodes }: RunGraph, states: NodeStates, number: number): boolean {
  const state = states.of(number);
  return state === 'succeeded' || (state === 'failed' && nodes.all[number]!.node.kind === 'map');
}

function conclude(graph: RunGraph, states: NodeStates, control: RunControl): Advance {
  if (control === 'pause') return { states, start: [], state: 'paused' };
  const undo = nodesEnded(graph, states) ? nextCompensation(graph, states, control) : 'none';
  if (undo !== 'none') {
    if (undo !== 'wait') states.set(undo, 'compensating');
    return { states, start: [], state: 'compensating', ...(undo !== 'wait' && { compensate: undo }) };
  }
  const start = startable(graph, states);
  for (const number of start) states.set(number, 'running');
  return { states, start, state: stateOf(graph, states, control) };
}

function startable({ maxParallel }: RunGraph, states: NodeStates): number[] {
  const ready = states.numbers('ready');
  return maxParallel === 0 ? ready : ready.slice(0, Math.max(0, maxParallel - states.count('running')));
}

function stateOf(graph: RunGraph, states: NodeStates, control: RunControl): WorkflowRunState {
  const undone = states.count('compensating', 'compensated', 'compensation_failed') > 0;
  if (states.count('pending', 'ready', 'running') > 0) return undone ? 'compensating' : 'running';
  if (control === 'stop') return 'cancelled';
  const failures = unhandledFailures(graph, states).length;
  if ((undone || failures > 0) && graph.onFailure === 'compensate') {
    return states.count('compensation_failed') > 0 ? 'compensation_failed' : 'compensated';
  }
  return failures + finalFailures(graph, states) > 0 ? 'failed' : 'succeeded';
}

function finalFailures({ firstFinal }: RunGraph, states: NodeStates): number {
  return states.numbers('failed').filter((number) => number >= firstFinal).length;
}
