import type { WorkflowRunState } from '@orrery/domain';
import {
  barred,
  delay,
  failing,
  mapped,
  subworkflow,
  succeeding,
  undone,
  type NodePlan,
} from './node-plans.js';

/** A workflow of the load. Its tasks decide alone how its runs end: no fault may change it. */
export interface WorkflowPlan {
  readonly name: string;
  /** How each of its runs ends. */
  readonly ends: WorkflowRunState;
  readonly onFailure: 'end' | 'compensate';
  readonly nodes: readonly NodePlan[];
  readonly finally: readonly NodePlan[];
}

const DELAY_MS = 1_500;
const FAN = 10;
const ITEMS = 20;
const ITEMS_AT_ONCE = 6;

/** All workflows of the load; those that others run come first. No task is among them that a loss may end. */
export function workflowPlans(): WorkflowPlan[] {
  return [
    plan('workflow-inner', [succeeding('work', 'fenced'), succeeding('after', 'probe', ['work'])]),
    plan('workflow-outer', [
      succeeding('before', 'probe'),
      subworkflow('inner', 'workflow-inner', ['before']),
      succeeding('after', 'probe', ['inner']),
    ]),
    plan('workflow-chain', chain(['repeated', 'probe', 'fenced', 'probe', 'fenced-flaky', 'probe'])),
    plan('workflow-fan', fan()),
    plan('workflow-map', mapped('each', 'fenced', ITEMS, ITEMS_AT_ONCE)),
    plan('workflow-delay', [
      succeeding('before', 'probe'),
      delay('wait', DELAY_MS, ['before']),
      succeeding('after', 'repeated', ['wait']),
    ]),
    saga(),
    failure(),
  ];
}

/** What of the plan the API takes. */
export function workflowBody({ name, onFailure, nodes, finally: last }: WorkflowPlan): object {
  const definitions = (plans: readonly NodePlan[]) => plans.map(({ definition }) => definition);
  const inputs = { number: { type: 'integer', default: -1 } };
  return {
    name: `drill-${name}`,
    inputs,
    onFailure,
    nodes: definitions(nodes),
    finally: definitions(last),
  };
}

function saga(): WorkflowPlan {
  const nodes = [
    undone('reserve', 'fenced', 'repeated'),
    undone('pay', 'probe', 'fenced', ['reserve']),
    failing('ship', ['pay']),
  ];
  return { ...plan('workflow-saga', nodes), ends: 'compensated', onFailure: 'compensate' };
}

function failure(): WorkflowPlan {
  const nodes = [failing('bad'), barred('next', 'probe', ['bad'])];
  return { ...plan('workflow-failure', nodes), ends: 'failed', finally: [succeeding('last', 'probe')] };
}

function chain(tasks: readonly string[]): NodePlan[] {
  return tasks.map((task, number) => succeeding(`n${number}`, task, number === 0 ? [] : [`n${number - 1}`]));
}

function fan(): NodePlan[] {
  const leaves = Array.from({ length: FAN }, (_, number) => succeeding(`n${number}`, 'probe', ['first']));
  const ids = leaves.map(({ definition }) => definition.id);
  return [succeeding('first', 'probe'), ...leaves, succeeding('join', 'fenced', ids)];
}

function plan(name: string, nodes: readonly NodePlan[]): WorkflowPlan {
  return { name, ends: 'succeeded', onFailure: 'end', nodes, finally: [] };
}
