import type { WorkflowFailure } from '../../persistence/stores/workflow-run-row.js';

/** A node cannot do what its definition says, with the values it has: it fails, and its workflow run goes on by its rules. */
export class NodeFault extends Error {
  constructor(
    readonly kind: 'expression' | 'outputs' | 'refused' | 'deadline' | 'rejected' | 'items',
    message: string,
  ) {
    super(message);
  }

  get failure(): WorkflowFailure {
    return { kind: this.kind, message: this.message };
  }
}
