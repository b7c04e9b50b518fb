import { AnyField, ChoiceField, IntegerField, ListField, TextField } from '../fields/index.js';

export const changeOperations = ['add', 'remove', 'replace'] as const;
export type ChangeOperation = (typeof changeOperations)[number];

/** One difference of two versions, in the manner of JSON Patch (RFC 6902). */
export class WorkflowChangeDto {
  @ChoiceField(changeOperations)
  op: ChangeOperation;

  @TextField({
    max: 4096,
    example: '/nodes/load/task/spec/command',
    description: 'JSON Pointer in which each node stands under its id.',
  })
  path: string;

  @TextField({ optional: true, max: 100, example: 'load', description: 'The node it is in; null: none.' })
  nodeId: string | null;

  @AnyField({ optional: true, description: 'What stood there; absent where it was added.' })
  before?: unknown;

  @AnyField({ optional: true, description: 'What stands there now; absent where it was removed.' })
  after?: unknown;
}

/** What changed from one version of a workflow to another. */
export class WorkflowDiffDto {
  @IntegerField({ min: 1 })
  from: number;

  @IntegerField({ min: 1 })
  to: number;

  @ListField(() => WorkflowChangeDto)
  changes: readonly WorkflowChangeDto[];
}
