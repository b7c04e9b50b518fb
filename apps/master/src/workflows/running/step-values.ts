import { Injectable } from '@nestjs/common';
import {
  ExpressionLanguage,
  type ExpressionScope,
  type ReferencedNodes,
  type RunVariables,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { timeVariables } from '../expressions/time-variables.js';
import { NodeOutputs } from './node-outputs.js';
import { NodeValues } from './node-values.js';
import { triggerOf } from './trigger-of.js';
import type { WorkflowStep } from './workflow-step.js';

/** Finds the values that a node of a step sees. */
@Injectable()
export class StepValues {
  constructor(
    private readonly language: ExpressionLanguage,
    private readonly outputs: NodeOutputs,
  ) {}

  /** @param needs the nodes whose outputs are used. @throws NodeFault when one of them gave more than can be used. */
  async of(session: Session, step: WorkflowStep, needs: ReferencedNodes): Promise<NodeValues> {
    const isPlain = needs !== 'all' && needs.size === 0;
    const nodes = isPlain ? {} : await this.outputs.of(session, step, needs);
    return new NodeValues(this.language, () => scopeOf(step, nodes), step.evaluation);
  }
}

function scopeOf(step: WorkflowStep, nodes: ExpressionScope['nodes']): ExpressionScope {
  const { row } = step;
  const { timeZone } = step.compiled.definition;
  const plannedAt = row.planned_at ?? row.created_at;
  const startedAt = row.started_at ?? row.created_at;
  return {
    inputs: step.inputs,
    nodes,
    run: runOf(row, plannedAt, startedAt),
    time: timeVariables({ plannedAt, previousAt: row.previous_at, nextAt: row.next_at, startedAt, timeZone }),
  };
}

function runOf(row: WorkflowRunRow, plannedAt: Date, startedAt: Date): RunVariables {
  return {
    id: row.run_id,
    workflow: row.name,
    workflowId: row.workflow_id,
    version: row.version,
    project: row.project,
    startedAt: startedAt.toISOString(),
    plannedAt: plannedAt.toISOString(),
    trigger: triggerOf(row),
  };
}
