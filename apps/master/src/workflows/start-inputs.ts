import { InvalidError, resolveInputs, type Trigger, type WorkflowDefinition } from '@orrery/domain';

type Inputs = WorkflowDefinition['inputs'];
type Params = Readonly<Record<string, unknown>>;

/** What a trigger adds to the parameters of what it starts. */
const added: readonly string[] = ['event', 'dependency'];

/**
 * Checks inputs of workflow runs that are made later. What the trigger adds is known only then.
 * @param place of the inputs in the request.
 * @throws InvalidError naming every input that the workflow does not take.
 */
export function checkStartInputs(
  inputs: Inputs,
  params: Params,
  { pointer, trigger }: { readonly pointer: string; readonly trigger?: Trigger },
): void {
  const isAdded = (name: string) => added.includes(name) && name === trigger?.kind;
  const known = Object.fromEntries(Object.entries(inputs).filter(([name]) => !isAdded(name)));
  const resolved = resolveInputs(known, params);
  if (resolved.kind === 'resolved') return;
  const errors = resolved.errors.map((error) => ({
    ...error,
    pointer: pointer + error.pointer.slice('/inputs'.length),
  }));
  const [first] = errors;
  throw new InvalidError(`${first!.pointer.slice(1).replaceAll('/', '.')}: ${first!.detail}`, errors);
}

/** The parameters of a run of a workflow without what its trigger added and the workflow does not ask for. */
export function askedFor(inputs: Inputs, params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => !added.includes(name) || Object.hasOwn(inputs, name)),
  );
}
