import { ApiProperty } from '@nestjs/swagger';
import {
  failureStrategies,
  inputTypes,
  mostInputs,
  mostNodes,
  mostReservedSlots,
  mostReserves,
  priorities,
  type FailureStrategy,
  type InputType,
  type Priority,
  type SlotReserve,
  type WorkflowDefinition,
  type WorkflowInput,
  type WorkflowNode,
} from '@orrery/domain';
import {
  AnyField,
  ChoiceField,
  DictionaryField,
  DurationField,
  FlagField,
  IntegerField,
  ListField,
  NameField,
  NumberField,
  ObjectField,
  TextField,
  TextsField,
  VariantsField,
} from '../fields/index.js';
import { ChoicesField } from './workflow-fields.js';
import { workflowNodeClasses } from './workflow-nodes.js';

export class WorkflowInputDto implements WorkflowInput {
  @ChoiceField(inputTypes)
  type: InputType;

  @TextField({ optional: true, min: 0, max: 2000, default: '' })
  description: string = '';

  @AnyField({
    optional: true,
    description: 'Of the type, at most 64 KB of JSON; used when a run gives none.',
  })
  default?: unknown;

  @FlagField({
    optional: true,
    default: true,
    description: 'Without it and without a default a run is refused; otherwise it is null then.',
  })
  required: boolean = true;

  @ChoicesField()
  choices?: unknown[];

  @NumberField({ optional: true, description: 'Least number, or least length of a string or list.' })
  min?: number;

  @NumberField({ optional: true, description: 'Greatest number, or greatest length of a string or list.' })
  max?: number;
}

/** Slots of one group that a run has before it begins. */
export class SlotReserveDto implements SlotReserve {
  @NameField({ example: 'etl', description: 'The group of workers.' })
  group: string;

  @IntegerField({
    min: 1,
    max: mostReservedSlots,
    example: 4,
    description: 'Slots of all its workers together.',
  })
  slots: number;

  @DurationField({
    optional: true,
    default: 0,
    description: 'A run that waits longer for its slots has failed; 0: it waits for ever.',
  })
  waitMs: number = 0;

  @DurationField({
    optional: true,
    min: 5_000,
    max: 86_400_000,
    default: 60_000,
    description:
      'When no node of the run uses slots of the group for so long, they are free for others again.',
  })
  idleMs: number = 60_000;
}

/** A workflow but for its inputs and nodes, which are read one by one. */
export class WorkflowHeadDto {
  @NameField({ optional: true, default: 'default' })
  project: string = 'default';

  @NameField({ example: 'etl' })
  name: string;

  @TextField({ optional: true, min: 0, max: 2000, default: '' })
  description: string = '';

  @ChoiceField(failureStrategies, {
    optional: true,
    default: 'end',
    description:
      'After the failure of a node: `continue` with what does not depend on it, `end` with nothing but what comes behind the failure, or `compensate`, ' +
      'which ends and then undoes what had succeeded.',
  })
  onFailure: FailureStrategy = 'end';

  @IntegerField({ optional: true, max: mostNodes, default: 0, description: 'Nodes at once; 0: any number.' })
  maxParallel: number = 0;

  @IntegerField({
    optional: true,
    max: 100_000,
    default: 0,
    description: 'Runs of it at once, in the whole cluster; 0: any number.',
  })
  maxConcurrent: number = 0;

  @DurationField({
    optional: true,
    default: 0,
    description: 'A run that takes longer is stopped and has failed; 0: it may take any time.',
  })
  timeoutMs: number = 0;

  @ChoiceField(priorities, {
    optional: true,
    default: 'normal',
    description: 'In which order its runs begin where they have to wait; its tasks have their own.',
  })
  priority: Priority = 'normal';

  @TextField({
    optional: true,
    max: 64,
    default: 'UTC',
    example: 'Europe/Berlin',
    description: 'IANA time zone of its time variables.',
  })
  timeZone: string = 'UTC';

  @ListField(() => SlotReserveDto, {
    optional: true,
    maxItems: mostReserves,
    description:
      'Slots of workers that a run has before it begins, of all these groups or of none, and keeps until it ends; each group once.',
  })
  reserve?: SlotReserveDto[];
}

/** A workflow, as JSON or YAML. */
export class CreateWorkflowDto extends WorkflowHeadDto implements WorkflowDefinition {
  @DictionaryField(WorkflowInputDto, {
    optional: true,
    default: {},
    maxProperties: mostInputs,
    description: 'What a run may be given, by name.',
  })
  inputs: Record<string, WorkflowInput>;

  @VariantsField(workflowNodeClasses, { minItems: 1, maxItems: mostNodes })
  nodes: WorkflowNode[];

  @VariantsField(workflowNodeClasses, {
    optional: true,
    default: [],
    maxItems: mostNodes,
    description: 'Nodes that run when all others have ended, however they ended.',
  })
  finally: WorkflowNode[];
}

export class WorkflowProblemDto {
  @TextField({ min: 0, max: 4096, example: '/nodes/2/dependsOn/0', description: 'JSON Pointer (RFC 6901).' })
  pointer: string;

  @TextField({ max: 65_536, example: 'makes a cycle: a -> b -> a' })
  detail: string;
}

/** The nodes that decide how long a run takes. */
export class CriticalPathDto {
  @TextsField({ max: 100, maxItems: mostNodes, description: 'Ids, in their order.' })
  nodes: readonly string[];

  @NumberField({ min: 0, description: 'Of all of them; while the workflow has not run, each node counts 1.' })
  durationMs: number;
}

/** How a workflow would run if every node ran, as soon as it can. */
export class WorkflowPlanDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string' } },
    example: [['a', 'b'], ['c']],
    description: 'Ids of nodes that could run at the same time; finally nodes come last.',
  })
  levels: readonly (readonly string[])[];

  @IntegerField({ description: 'Nodes of the widest level.' })
  width: number;

  @ObjectField(() => CriticalPathDto)
  criticalPath: CriticalPathDto;
}

export class WorkflowValidationDto {
  @FlagField()
  valid: boolean;

  @ListField(() => WorkflowProblemDto, {
    maxItems: 1001,
    description:
      'Everything that is wrong; of more than 1,000 problems the first ones. Contradictions are looked for once all fields are right.',
  })
  problems: WorkflowProblemDto[];

  @ObjectField(() => WorkflowPlanDto, { optional: true, description: 'Null when it is not valid.' })
  plan: WorkflowPlanDto | null;
}
