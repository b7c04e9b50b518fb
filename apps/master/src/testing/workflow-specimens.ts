import type { WorkflowDefinition } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import type { Workflow } from '../persistence/stores/workflow.store.js';
import { readWorkflow } from '../workflows/read-workflow.js';

/** The definition that a body stands for, with all defaults. */
export async function definitionOf(body: object): Promise<WorkflowDefinition> {
  const read = await readWorkflow(body);
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
  return JSON.parse(JSON.stringify(read.definition)) as WorkflowDefinition;
}

/** A new workflow of the body; a test states only what matters. */
export async function workflowOf(body: object, over: Partial<Workflow> = {}): Promise<Workflow> {
  const at = new Date('2026-03-01T00:00:00.000Z');
  return {
    id: newId(),
    version: 1,
    state: 'active',
    definition: await definitionOf({ name: 'etl', nodes: [{ id: 'a', kind: 'noop' }], ...body }),
    references: { tasks: {}, workflows: {} },
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}
