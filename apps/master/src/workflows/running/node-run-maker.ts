import { Injectable } from '@nestjs/common';
import { mostValueCharacters, type Priority, type SlotReserve, type TaskDefinition } from '@orrery/domain';
import { MasterSettings } from '../../master-settings.js';
import type { NodePart, RunRow } from '../../persistence/stores/run-row.js';
import { newRun } from '../../runs/new-run.js';
import { rankOrNull } from '../../persistence/stores/schedule-row.js';
import { NodeFault } from './node-fault.js';
import type { NodeTask } from './node-tasks.js';
import type { WorkflowStep } from './workflow-step.js';

/** Which run of which node, and with what. */
export interface NodeRunOrder {
  readonly nodeId: string;
  readonly part: NodePart;
  readonly task: NodeTask;
  readonly params: Readonly<Record<string, unknown>>;
  readonly priority?: Priority;
}

/** Makes the runs of nodes: as those of a schedule, held by the master that makes them, and for all if it dies. */
@Injectable()
export class NodeRunMaker {
  constructor(private readonly settings: MasterSettings) {}

  /** @throws NodeFault when the params are too long. */
  make({ row, now, compiled }: WorkflowStep, order: NodeRunOrder): RunRow {
    const { task, params } = order;
    const { reserve } = compiled.definition;
    const overrides = reservedIn(reserve, { ...task.definition, ...task.overrides }, task.overrides);
    const definition = { ...task.definition, ...overrides };
    const eligibleAt = new Date(now.getTime() + this.settings.config.holdMs);
    const origin = { params, priority: rankOrNull(order.priority), dueAt: now, eligibleAt, now };
    const run = newRun({ id: task.id, version: task.version, definition }, origin);
    if (run.params.length > mostValueCharacters) {
      throw new NodeFault('outputs', `the params are longer than ${mostValueCharacters} characters of JSON`);
    }
    return {
      ...run,
      planned_at: row.planned_at,
      workflow_run_id: row.run_id,
      node_id: order.nodeId,
      node_part: order.part,
      overrides: overrides && JSON.stringify(overrides),
    };
  }
}

/** What a node says in place of its task, and that its run uses reserved slots where its workflow reserves some. */
function reservedIn(
  reserve: readonly SlotReserve[] = [],
  { group }: TaskDefinition,
  overrides: Partial<TaskDefinition> | null,
): Partial<TaskDefinition> | null {
  if (!reserve.some((each) => each.group === group)) return overrides;
  return { ...overrides, usesReserved: true };
}
