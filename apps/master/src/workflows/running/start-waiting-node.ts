import {
  isInstant,
  type ApprovalNode,
  type ConditionNode,
  type DelayNode,
  type DependentNode,
  type EventNode,
  type NoopNode,
  type SwitchNode,
  type WaitUntilNode,
} from '@orrery/domain';
import type { CompiledWorkflow } from './workflow-versions.js';
import { awaiting } from './awaiting.js';
import { NodeFault } from './node-fault.js';
import type { NodeResult, NodeStart } from './node-start.js';
import type { NodeValues } from './node-values.js';
import { valueText } from './value-text.js';

/** Nodes that run nothing: they choose, they wait, or they are there for others to depend on. */
export type WaitingNode =
  | ApprovalNode
  | ConditionNode
  | DelayNode
  | DependentNode
  | EventNode
  | NoopNode
  | SwitchNode
  | WaitUntilNode;

/** Starts a node that needs no worker. @throws NodeFault when it cannot. */
export function startWaitingNode(
  node: WaitingNode,
  { definition, references }: Pick<CompiledWorkflow, 'definition' | 'references'>,
  values: NodeValues,
  now: Date,
): NodeStart {
  const { project } = definition;
  switch (node.kind) {
    case 'noop':
      return ended({ outcome: 'succeeded' });
    case 'condition': {
      const holds = truth(node.when, values);
      return ended({ outcome: 'succeeded', chosen: holds ? node.then : node.else, outputs: { holds } });
    }
    case 'switch':
      return ended(choose(node, values));
    case 'delay':
      return waitFor(new Date(now.getTime() + node.delayMs), now);
    case 'waitUntil':
      return waitFor(instantOf(node.until, values), now);
    case 'approval': {
      const detail = { message: values.render(node.message), approvers: node.approvers };
      return waits(node, now, { awaiting: awaiting.approval(project), detail });
    }
    case 'event': {
      const detail = { match: values.render(node.match) };
      return waits(node, now, { awaiting: awaiting.event(project, node.event), detail });
    }
    case 'dependent': {
      const key = awaiting.workflow(references.workflows[node.workflow] ?? node.workflow);
      return waits(node, now, { awaiting: key, isLookedAt: true });
    }
  }
}

function ended(result: NodeResult): NodeStart {
  return { kind: 'ended', result };
}

function truth(when: string, values: NodeValues): boolean {
  const value = values.evaluate(when);
  if (typeof value === 'boolean') return value;
  throw new NodeFault(
    'expression',
    `the expression ${when} must give true or false, and gave ${valueText(value)}`,
  );
}

function choose(node: SwitchNode, values: NodeValues): NodeResult {
  const at = node.cases.findIndex(({ when }) => truth(when, values));
  const chosen = at < 0 ? node.default : node.cases[at]!.to;
  return { outcome: 'succeeded', chosen, outputs: { case: at < 0 ? null : at } };
}

function instantOf(until: string, values: NodeValues): Date {
  const literal: unknown = until;
  if (isInstant(literal)) return new Date(literal);
  const value = values.evaluate(until);
  if (isInstant(value)) return new Date(value);
  throw new NodeFault(
    'expression',
    `the expression ${until} must give an instant, and gave ${valueText(value)}`,
  );
}

function waitFor(untilAt: Date, now: Date): NodeStart {
  if (untilAt <= now) return ended({ outcome: 'succeeded' });
  return { kind: 'waits', wait: { untilAt, awaiting: null } };
}

function waits(
  { deadlineMs }: { readonly deadlineMs: number },
  now: Date,
  wait: {
    readonly awaiting: string;
    readonly isLookedAt?: boolean;
    readonly detail?: Record<string, unknown>;
  },
): NodeStart {
  return { kind: 'waits', wait: { untilAt: new Date(now.getTime() + deadlineMs), ...wait } };
}
