import type { FieldError } from '../errors.js';
import { inputFault } from './input-fault.js';
import { below } from './pointer.js';
import type { WorkflowDefinition, WorkflowInput } from './workflow.js';

export type ResolvedInputs =
  /** Every input of the definition has a value. */
  | { readonly kind: 'resolved'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] };

/** The inputs of a workflow run, of what it was given and of defaults, or everything that is wrong with them. Null counts as left out. */
export function resolveInputs(
  inputs: WorkflowDefinition['inputs'],
  given: Readonly<Record<string, unknown>>,
): ResolvedInputs {
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(inputs, name))
    .map((name) => ({ pointer: below('/inputs', name), detail: unknownDetail(name, inputs) }));
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, valueOf(input, ownValue(given, name))]),
  );
  const faults = Object.entries(inputs).flatMap(([name, input]) => {
    const detail = faultOf(input, values[name]);
    return detail === undefined ? [] : [{ pointer: below('/inputs', name), detail }];
  });
  const errors = [...unknown, ...faults];
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'resolved', values };
}

function unknownDetail(name: string, inputs: WorkflowDefinition['inputs']): string {
  const known = Object.keys(inputs);
  return `the workflow has no input "${name}": it has ${known.length === 0 ? 'none' : known.join(', ')}`;
}

function ownValue(given: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}

function valueOf(input: WorkflowInput, given: unknown): unknown {
  return given ?? input.default ?? null;
}

function faultOf(input: WorkflowInput, value: unknown): string | undefined {
  if (value === null) return input.required ? 'is required' : undefined;
  return inputFault(input, value);
}
