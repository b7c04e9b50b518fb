import {
  ExpressionLanguage,
  expressionRoots,
  type Evaluation,
  type ExpressionVerdict,
} from '../expressions/expression-language.js';
import type { ExpressionScope } from '../expressions/expression-scope.js';
import type { WorkflowNode } from '../node.js';
import type { WorkflowDefinition } from '../workflow.js';

/** A node, of kind noop unless the test says otherwise. */
export function node(id: string, dependsOn: readonly string[] = [], more: object = {}): WorkflowNode {
  return {
    id,
    kind: 'noop',
    description: '',
    dependsOn,
    triggerRule: 'all_success',
    ...more,
  };
}

export function taskNode(id: string, dependsOn: readonly string[] = [], more: object = {}): WorkflowNode {
  return node(id, dependsOn, { kind: 'task', task: 'hello', params: {}, ...more });
}

/** A valid workflow; a test states what matters to it. */
export function workflow(
  nodes: readonly WorkflowNode[],
  more: Partial<WorkflowDefinition> = {},
): WorkflowDefinition {
  return {
    project: 'default',
    name: 'specimen',
    description: '',
    inputs: {},
    onFailure: 'end',
    maxParallel: 0,
    maxConcurrent: 0,
    timeoutMs: 0,
    priority: 'normal',
    timeZone: 'UTC',
    nodes,
    finally: [],
    ...more,
  };
}

/** `root`, `root.field`, `"text"` and `[]`: as much of a language as the checks of workflows need. */
export class PlainLanguage extends ExpressionLanguage {
  examine(text: string): ExpressionVerdict {
    if (text === '[]') return { kind: 'understood', gives: 'list', references: [] };
    if (/^"[^"]*"$/.test(text)) {
      return { kind: 'understood', gives: 'string', literal: text.slice(1, -1), references: [] };
    }
    const [name, field] = text.split('.');
    const root = expressionRoots.find((known) => known === name);
    if (root === undefined) return { kind: 'refused', reason: `speaks of "${name}"` };
    return {
      kind: 'understood',
      gives: 'unknown',
      references: [field === undefined ? { root } : { root, field }],
    };
  }

  evaluate(text: string, scope: ExpressionScope): Evaluation {
    if (text === '[]') return { kind: 'value', value: [] };
    const [name, field] = text.split('.');
    const value = scope[name as keyof ExpressionScope];
    if (value === undefined) return { kind: 'failed', reason: `speaks of "${name}"` };
    return { kind: 'value', value: field === undefined ? value : (value as Record<string, unknown>)[field] };
  }
}
