import type { NodeKind } from '@orrery/domain';
import type { ClassOf } from '../fields/index.js';
import { ConditionNodeDto, NoopNodeDto, SwitchNodeDto } from './workflow-branch-nodes.dto.js';
import { MapNodeDto, ReduceNodeDto, SubworkflowNodeDto, TaskNodeDto } from './workflow-task-nodes.dto.js';
import {
  ApprovalNodeDto,
  DelayNodeDto,
  DependentNodeDto,
  EventNodeDto,
  WaitUntilNodeDto,
} from './workflow-wait-nodes.dto.js';

/** The class of each kind of node. */
export const workflowNodeClasses = {
  task: TaskNodeDto,
  switch: SwitchNodeDto,
  condition: ConditionNodeDto,
  subworkflow: SubworkflowNodeDto,
  map: MapNodeDto,
  reduce: ReduceNodeDto,
  delay: DelayNodeDto,
  waitUntil: WaitUntilNodeDto,
  approval: ApprovalNodeDto,
  dependent: DependentNodeDto,
  event: EventNodeDto,
  noop: NoopNodeDto,
} as const satisfies Record<NodeKind, ClassOf>;
