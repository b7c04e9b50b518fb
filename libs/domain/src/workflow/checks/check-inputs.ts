import type { FieldError } from '../../errors.js';
import { hasSize, inputFault } from '../input-fault.js';
import { below } from '../pointer.js';
import type { WorkflowDefinition, WorkflowInput } from '../workflow.js';

/** Of one value that a definition writes down, as JSON. */
const mostBytes = 65_536;

const inputName = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** Inputs that no expression could name, and those that contradict themselves. */
export function checkInputs({ inputs }: Pick<WorkflowDefinition, 'inputs'>): FieldError[] {
  return Object.entries(inputs).flatMap(([name, input]) => {
    const pointer = below('/inputs', name);
    const detail = 'must be named by letters, digits and "_", without a digit first, as expressions do';
    return [...(inputName.test(name) ? [] : [{ pointer, detail }]), ...faultsOf(input, pointer)];
  });
}

function faultsOf(input: WorkflowInput, pointer: string): FieldError[] {
  const faults: FieldError[] = [];
  const add = (detail: string, ...steps: (string | number)[]) =>
    faults.push({ pointer: below(pointer, ...steps), detail });
  const { type, choices, min, max } = input;
  for (const bound of ['min', 'max'] as const) {
    if (input[bound] !== undefined && !hasSize(type)) add(`says nothing of type ${type}`, bound);
  }
  if (min !== undefined && max !== undefined && min > max) add(`must not be more than max (${max})`, 'min');
  for (const [index, choice] of (choices ?? []).entries()) {
    const fault = valueFault({ ...input, choices: undefined }, choice);
    if (fault !== undefined) add(fault, 'choices', index);
  }
  const fault = input.default === undefined ? undefined : valueFault(input, input.default);
  if (fault !== undefined) add(fault, 'default');
  return faults;
}

function valueFault(input: WorkflowInput, value: unknown): string | undefined {
  if (Buffer.byteLength(JSON.stringify(value)) > mostBytes) return 'must be at most 64 KB of JSON';
  return inputFault(input, value);
}
