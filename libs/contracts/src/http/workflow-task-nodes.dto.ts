import {
  priorities,
  type MapNode,
  type Priority,
  type ReduceNode,
  type SubworkflowNode,
  type TaskNode,
  type TaskReference,
} from '@orrery/domain';
import {
  ChoiceField,
  DurationField,
  IntegerField,
  JsonObjectField,
  NameField,
  NameOrObjectField,
  ObjectField,
  QuicklyRead,
} from '../fields/index.js';
import { RetryPolicyDto } from './retry.dto.js';
import { TaskBodyDto } from './task.dto.js';
import { ItemsField, nameOrId, templates } from './workflow-fields.js';
import { NodeDto } from './workflow-node.dto.js';

const taskField = {
  ...nameOrId,
  description: 'Name or id of a task of the project, or a task written here.',
};
const overridden = 'Default: that of the task.';

/** Undoes what a node did, when the workflow run fails after it; of a map, what each item did. */
export class CompensationDto {
  @NameOrObjectField(TaskBodyDto, taskField)
  task: TaskReference;

  @JsonObjectField(templates)
  params: Record<string, unknown> = {};

  @ObjectField(() => RetryPolicyDto, { optional: true, description: overridden })
  retry?: RetryPolicyDto;

  @DurationField({ optional: true, min: 1, description: overridden })
  timeoutMs?: number;
}

/** A node that runs tasks. */
class RunsTaskDto extends NodeDto {
  @NameOrObjectField(TaskBodyDto, { ...taskField, example: 'hello' })
  task: TaskReference;

  @JsonObjectField(templates)
  params: Record<string, unknown> = {};

  @ObjectField(() => RetryPolicyDto, { optional: true, description: overridden })
  retry?: RetryPolicyDto;

  @DurationField({ optional: true, min: 1, description: overridden })
  timeoutMs?: number;

  @ChoiceField(priorities, { optional: true, description: overridden })
  priority?: Priority;

  @NameField({ optional: true, description: `Group of workers. ${overridden}` })
  group?: string;

  @NameField({ optional: true, description: 'A pool whose slots its runs take as well.' })
  pool?: string;

  @ObjectField(() => CompensationDto, { optional: true })
  compensate?: CompensationDto;
}

@QuicklyRead()
export class TaskNodeDto extends RunsTaskDto implements TaskNode {
  @ChoiceField(['task'])
  kind: 'task';
}

export class MapNodeDto extends RunsTaskDto implements MapNode {
  @ChoiceField(['map'])
  kind: 'map';

  @ItemsField()
  items: string | unknown[];

  @IntegerField({ optional: true, max: 100_000, default: 0, description: 'Items at once; 0: any number.' })
  maxParallel: number = 0;
}

export class ReduceNodeDto extends RunsTaskDto implements ReduceNode {
  @ChoiceField(['reduce'])
  kind: 'reduce';

  @NameField({ description: 'The map whose outputs it gets.' })
  map: string;
}

export class SubworkflowNodeDto extends NodeDto implements SubworkflowNode {
  @ChoiceField(['subworkflow'])
  kind: 'subworkflow';

  @NameField({ description: 'Name or id of a workflow of the project.' })
  workflow: string;

  @IntegerField({ optional: true, min: 1, description: 'Default: the newest.' })
  version?: number;

  @JsonObjectField(templates)
  inputs: Record<string, unknown> = {};

  @ObjectField(() => RetryPolicyDto, { optional: true })
  retry?: RetryPolicyDto;

  @DurationField({ optional: true, min: 1, description: 'Default: none.' })
  timeoutMs?: number;

  @ChoiceField(priorities, { optional: true, description: 'Default: those of its tasks.' })
  priority?: Priority;

  @ObjectField(() => CompensationDto, { optional: true })
  compensate?: CompensationDto;
}
