import { advance, type Advance, type RunControl } from '../run/advance.js';
import { endNode } from '../run/end-node.js';
import type { NodeOutcome } from '../run/node-state.js';
import { NodeStates } from '../run/node-states.js';
import { runGraph } from '../run/run-graph.js';
import type { WorkflowDefinition } from '../workflow.js';

/** What a test decides about a run that nothing executes. */
export interface Simulation {
  readonly outcomeOf: (number: number) => NodeOutcome;
  /** Whether undoing the node works; it does unless said otherwise. */
  readonly isUndone?: (number: number) => boolean;
  /** Which of so many running nodes ends next; the first unless said otherwise. */
  readonly pick?: (running: number) => number;
  /** Whether whoever led the run dies before this step: its successor knows the states only. */
  readonly crashesAt?: (step: number) => boolean;
  readonly controlAt?: (step: number) => RunControl;
}

/** A run of the definition from its start to its end, with each start in its order. */
export function simulate(definition: WorkflowDefinition, simulation: Simulation) {
  const graph = runGraph(definition);
  const started: string[] = [];
  const undone: string[] = [];
  const idOf = (number: number) => graph.nodes.all[number]!.node.id;
  let now: Advance = { states: NodeStates.allPending(graph.nodes.all.length), start: [], state: 'pending' };
  let changed: readonly number[] | undefined;
  for (let step = 0; step < 10_000; step += 1) {
    const control = simulation.controlAt?.(step) ?? 'go';
    const isNews = simulation.crashesAt?.(step) || simulation.controlAt !== undefined;
    const states = isNews ? NodeStates.read(now.states.toString()) : now.states;
    now = advance(graph, states, control, isNews ? undefined : changed);
    started.push(...now.start.map(idOf));
    if (now.compensate !== undefined) undone.push(idOf(now.compensate));
    const running = now.states.numbers('running', 'compensating');
    if (running.length === 0 && now.state !== 'paused') break;
    const number = running[(simulation.pick?.(running.length) ?? 0) % running.length];
    changed = number === undefined ? undefined : endOne(now.states, number);
  }
  return {
    state: now.state,
    states: now.states,
    started,
    undone,
    stateOf: (id: string) => now.states.of(graph.nodes.numberOf(id)!),
  };

  function endOne(states: NodeStates, number: number): number[] {
    if (states.of(number) === 'running')
      return endNode(graph, states, { number, outcome: simulation.outcomeOf(number) });
    states.set(number, (simulation.isUndone?.(number) ?? true) ? 'compensated' : 'compensation_failed');
    return [number];
  }
}
