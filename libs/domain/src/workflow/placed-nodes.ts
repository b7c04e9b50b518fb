import type { WorkflowNode } from './node.js';
import { below } from './pointer.js';
import type { WorkflowDefinition } from './workflow.js';

/** A node and where it stands in its definition. */
export interface PlacedNode {
  readonly node: WorkflowNode;
  /** JSON Pointer, e.g. `/nodes/3`. */
  readonly pointer: string;
  /** It is one of the finally nodes. */
  readonly isFinal: boolean;
}

/** The nodes of a workflow, finally nodes last, by number and by id. Of two with one id, the first has it. */
export class PlacedNodes {
  readonly all: readonly PlacedNode[];
  readonly #numbers = new Map<string, number>();

  constructor(definition: Pick<WorkflowDefinition, 'nodes' | 'finally'>) {
    const place = (field: 'nodes' | 'finally', isFinal: boolean) =>
      definition[field].map((node, index) => ({ node, pointer: below('', field, index), isFinal }));
    this.all = [...place('nodes', false), ...place('finally', true)];
    for (const [number, { node }] of this.all.entries()) {
      if (!this.#numbers.has(node.id)) this.#numbers.set(node.id, number);
    }
  }

  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  find(id: string): PlacedNode | undefined {
    const number = this.#numbers.get(id);
    return number === undefined ? undefined : this.all[number];
  }
}
