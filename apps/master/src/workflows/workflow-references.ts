import { below, type WorkflowDefinition, type WorkflowNode } from '@orrery/domain';

/** A workflow that another one names, and where. */
export interface PlacedWorkflow {
  /** Of the node. */
  readonly pointer: string;
  readonly kind: 'subworkflow' | 'dependent';
  /** Its name or id. */
  readonly workflow: string;
  readonly version?: number;
}

/** Every workflow that a workflow names: those it runs and those it waits for. */
export function workflowReferences({
  nodes,
  finally: last,
}: Pick<WorkflowDefinition, 'nodes' | 'finally'>): PlacedWorkflow[] {
  return [
    ...nodes.flatMap((node, index) => placed(node, below('/nodes', index))),
    ...last.flatMap((node, index) => placed(node, below('/finally', index))),
  ];
}

function placed(node: WorkflowNode, pointer: string): PlacedWorkflow[] {
  if (node.kind === 'dependent') return [{ pointer, kind: node.kind, workflow: node.workflow }];
  if (node.kind !== 'subworkflow') return [];
  return [{ pointer, kind: node.kind, workflow: node.workflow, version: node.version }];
}
