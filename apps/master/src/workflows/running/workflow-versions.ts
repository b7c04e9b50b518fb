import { Injectable } from '@nestjs/common';
import {
  compensationReferences,
  ExpressionLanguage,
  referencedNodes,
  runGraph,
  type ReferencedNodes,
  type RunGraph,
  type WorkflowDefinition,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { WorkflowStore, type WorkflowReferences } from '../../persistence/stores/workflow.store.js';

/** A version of a workflow, ready to be run. */
export interface CompiledWorkflow {
  readonly definition: WorkflowDefinition;
  readonly references: WorkflowReferences;
  readonly graph: RunGraph;
  /** By node: those whose outputs it needs when it starts. */
  readonly needs: (number: number) => ReferencedNodes;
  /** By node: those whose outputs its compensation needs. */
  readonly undoNeeds: (number: number) => ReferencedNodes;
}

/** Nodes of all versions that are kept ready. */
const mostNodes = 100_000;

/** Versions of workflows that run. A version never changes, so nothing here ever has to be dropped but for room. */
@Injectable()
export class WorkflowVersions {
  /** The one used longest ago comes first. */
  readonly #known = new Map<string, CompiledWorkflow>();
  #nodes = 0;

  constructor(
    private readonly workflows: WorkflowStore,
    private readonly language: ExpressionLanguage,
  ) {}

  /** @throws Error when there is no such version. */
  async get(session: Session, workflowId: string, version: number): Promise<CompiledWorkflow> {
    const key = `${workflowId}@${version}`;
    const known = this.#known.get(key);
    if (known) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const found = await this.workflows.findVersion(session, workflowId, version);
    if (!found) throw new Error(`There is no version ${version} of workflow ${workflowId} although it runs.`);
    const meanwhile = this.#known.get(key);
    if (meanwhile) return meanwhile;
    const compiled = compile(found.definition, found.references, this.language);
    this.#known.set(key, compiled);
    this.#nodes += compiled.graph.nodes.all.length;
    this.#makeRoom();
    return compiled;
  }

  #makeRoom(): void {
    for (const [key, { graph }] of this.#known) {
      if (this.#nodes <= mostNodes || this.#known.size === 1) return;
      this.#known.delete(key);
      this.#nodes -= graph.nodes.all.length;
    }
  }
}

function compile(
  definition: WorkflowDefinition,
  references: WorkflowReferences,
  language: ExpressionLanguage,
): CompiledWorkflow {
  const graph = runGraph(definition);
  const nodeOf = (number: number) => graph.nodes.all[number]!.node;
  return {
    definition,
    references,
    graph,
    needs: once((number) => referencedNodes(nodeOf(number), language)),
    undoNeeds: once((number) => compensationReferences(nodeOf(number), language)),
  };
}

function once<Value>(make: (number: number) => Value): (number: number) => Value {
  const made = new Map<number, Value>();
  return (number) => {
    if (!made.has(number)) made.set(number, make(number));
    return made.get(number)!;
  };
}
