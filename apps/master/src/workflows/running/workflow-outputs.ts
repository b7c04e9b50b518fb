import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { NodeFault } from './node-fault.js';
import { NodeOutputs } from './node-outputs.js';
import type { WorkflowStep } from './workflow-step.js';

/** More last nodes than these are a heap, not a result. */
const mostNodes = 50;
const mostCharacters = 256 * 1_024;

/** What a workflow run as a whole gives: the outputs of its last nodes, by their ids. */
@Injectable()
export class WorkflowOutputs {
  constructor(private readonly outputs: NodeOutputs) {}

  /** Null where there are too many of them, or too long ones. */
  async of(session: Session, step: WorkflowStep): Promise<Record<string, unknown> | null> {
    const { graph } = step.compiled;
    const last = graph.downstream.flatMap((next, number) =>
      next.length === 0 && number < graph.firstFinal ? [step.node(number).id] : [],
    );
    if (last.length > mostNodes) return null;
    try {
      const found = await this.outputs.of(session, step, new Set(last));
      const given = Object.entries(found).filter(([, { outputs }]) => outputs !== null);
      const result = Object.fromEntries(given.map(([id, { outputs }]) => [id, outputs]));
      return JSON.stringify(result).length > mostCharacters ? null : result;
    } catch (error) {
      if (error instanceof NodeFault) return null;
      throw error;
    }
  }
}
