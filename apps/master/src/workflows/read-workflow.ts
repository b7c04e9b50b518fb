import { setImmediate } from 'node:timers/promises';
import {
  parse,
  WorkflowHeadDto,
  WorkflowInputDto,
  workflowNodeClasses,
  type ClassOf,
} from '@orrery/contracts';
import {
  below,
  InvalidError,
  mostInputs,
  mostNodes,
  nodeKinds,
  type FieldError,
  type WorkflowDefinition,
  type WorkflowInput,
  type WorkflowNode,
} from '@orrery/domain';

/** A definition whose fields are of the right types, or everything that is wrong with them. */
export type ReadWorkflow =
  | { readonly kind: 'read'; readonly definition: WorkflowDefinition }
  | { readonly kind: 'refused'; readonly problems: readonly FieldError[] };

/** Nodes read without letting others have their turn; one takes up to 0.1 ms. */
const nodesAtOnce = 200;

/** Fields of JSON in which null is a value. */
const freeJson: ReadonlySet<string> = new Set([
  'params',
  'inputs',
  'match',
  'items',
  'default',
  'choices',
  'body',
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reads a workflow as it came from its sender. A field that is null, as an empty one is in YAML, counts as left out. */
export async function readWorkflow(body: unknown): Promise<ReadWorkflow> {
  if (!isObject(body)) return { kind: 'refused', problems: [{ pointer: '', detail: 'must be an object' }] };
  const { inputs = {}, nodes = [], finally: last = [], ...head } = withoutNulls(body);
  const reader = new PieceReader();
  const definition = {
    ...reader.read(WorkflowHeadDto, head, ''),
    inputs: readInputs(reader, inputs),
    nodes: await readNodes(reader, nodes, '/nodes'),
    finally: await readNodes(reader, last, '/finally'),
  };
  const { problems } = reader;
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'read', definition: definition as WorkflowDefinition };
}

function readInputs(reader: PieceReader, inputs: unknown): Record<string, WorkflowInput | undefined> {
  if (!isObject(inputs)) return reader.refuse('/inputs', 'must be an object') ?? {};
  if (Object.keys(inputs).length > mostInputs) {
    return reader.refuse('/inputs', `must have at most ${mostInputs} inputs`) ?? {};
  }
  const read = ([name, input]: [string, unknown]) =>
    [name, reader.read(WorkflowInputDto, input, below('/inputs', name))] as const;
  return Object.fromEntries(Object.entries(inputs).map(read));
}

async function readNodes(
  reader: PieceReader,
  nodes: unknown,
  pointer: string,
): Promise<(WorkflowNode | undefined)[]> {
  if (!Array.isArray(nodes)) return reader.refuse(pointer, 'must be a list') ?? [];
  if (nodes.length > mostNodes) {
    return reader.refuse(pointer, `must have at most ${mostNodes} nodes: divide it into subworkflows`) ?? [];
  }
  const read: (WorkflowNode | undefined)[] = [];
  for (const [index, node] of nodes.entries()) {
    if (index % nodesAtOnce === nodesAtOnce - 1) await setImmediate();
    read.push(readNode(reader, node, below(pointer, index)));
  }
  return read;
}

function readNode(reader: PieceReader, node: unknown, pointer: string): WorkflowNode | undefined {
  if (!isObject(node)) return reader.refuse(pointer, 'must be an object');
  const kind = nodeKinds.find((known) => known === node['kind']);
  if (kind === undefined) {
    return reader.refuse(below(pointer, 'kind'), `kind must be one of ${nodeKinds.join(', ')}`);
  }
  return reader.read<WorkflowNode>(workflowNodeClasses[kind], node, pointer);
}

/** Reads pieces of a body and keeps what is wrong with each, by its place in the whole. */
class PieceReader {
  readonly problems: FieldError[] = [];

  read<T extends object>(type: ClassOf<T>, piece: unknown, pointer: string): T | undefined {
    try {
      return parse(type, withoutNullsBelow(piece));
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      for (const each of error.errors) this.refuse(`${pointer}${each.pointer}`, each.detail);
      return undefined;
    }
  }

  refuse(pointer: string, detail: string): undefined {
    this.problems.push({ pointer, detail });
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** The gateway has refused values that nest too deep to walk. */
function withoutNullsBelow(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsBelow);
  if (!isObject(value)) return value;
  const fields = Object.entries(withoutNulls(value));
  return Object.fromEntries(
    fields.map(([name, child]) => [name, freeJson.has(name) ? child : withoutNullsBelow(child)]),
  );
}
