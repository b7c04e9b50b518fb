import {
  below,
  compensationOf,
  type TaskReference,
  type WorkflowDefinition,
  type WorkflowNode,
} from '@orrery/domain';

/** A task that a workflow uses, and where it says so. */
export interface PlacedTask {
  readonly pointer: string;
  readonly task: TaskReference;
}

/** Every task that a workflow uses, those of compensations included. */
export function taskReferences({
  nodes,
  finally: last,
}: Pick<WorkflowDefinition, 'nodes' | 'finally'>): PlacedTask[] {
  const of = (node: WorkflowNode, pointer: string): PlacedTask[] => {
    const undo = compensationOf(node);
    return [
      ...('task' in node ? [{ pointer: below(pointer, 'task'), task: node.task }] : []),
      ...(undo ? [{ pointer: below(pointer, 'compensate', 'task'), task: undo.task }] : []),
    ];
  };
  return [
    ...nodes.flatMap((node, index) => of(node, below('/nodes', index))),
    ...last.flatMap((node, index) => of(node, below('/finally', index))),
  ];
}
