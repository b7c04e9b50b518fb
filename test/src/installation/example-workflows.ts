import { readdirSync, readFileSync } from 'node:fs';
import type { TriggerRule, WorkflowRunState } from '@orrery/domain';
import { parseAllDocuments } from 'yaml';

const folder = new URL('../../../examples/workflows/', import.meta.url);

/** What the tests look at in a node of an example. */
export interface ExampleNode {
  readonly id: string;
  readonly kind: string;
  readonly dependsOn?: readonly string[];
  readonly triggerRule?: TriggerRule;
  /** Of a node that waits for one: its name. */
  readonly event?: string;
}

export interface ExampleWorkflow {
  readonly name: string;
  readonly nodes: readonly ExampleNode[];
  readonly finally?: readonly ExampleNode[];
}

/** A file of `examples/workflows`. */
export interface ExampleFile {
  /** From that folder. */
  readonly path: string;
  readonly text: string;
  /** How each run of its workflows ends, as its first line promises. */
  readonly ends: WorkflowRunState;
  readonly workflows: readonly ExampleWorkflow[];
}

/** All examples. @throws when one does not say how it ends */
export function exampleFiles(): ExampleFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map(readExample);
}

function readExample(path: string): ExampleFile {
  const text = readFileSync(new URL(path, folder), 'utf8');
  const promise = /^# ends: (\w+)\n/.exec(text);
  if (!promise) throw new Error(`the first line of ${path} does not say how it ends`);
  const options = { maxAliasCount: -1 }; // all nodes of a shape have one task
  const workflows = [...parseAllDocuments(text)].map((each) => each.toJS(options) as ExampleWorkflow);
  return { path, text, ends: promise[1] as WorkflowRunState, workflows };
}
