import {
  mostSecretsOfTask,
  priorities,
  taskKinds,
  taskStates,
  timeoutActions,
  type Priority,
  type TaskDefinition,
  type TaskKind,
  type TaskSpec,
  type TaskState,
  type TimeoutAction,
} from '@orrery/domain';
import {
  ChoiceField,
  DurationField,
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  JsonObjectField,
  NameField,
  ObjectField,
  QuicklyRead,
  TextField,
  TextMapField,
  TextsField,
  VariantField,
} from '../fields/index.js';
import { IsolationDto } from './isolation.dto.js';
import { PageQuery } from './page.js';
import { RetryPolicyDto } from './retry.dto.js';
import { RequirementsDto, RoutingDto } from './routing.dto.js';
import { taskSpecClasses } from './task-spec.dto.js';

/** Everything about a task but its place and name; each field but kind and spec has a default. */
@QuicklyRead()
export class TaskBodyDto {
  @ChoiceField(taskKinds, { example: 'shell' })
  kind: TaskKind;

  @VariantField(taskSpecClasses, { siblingKind: true, example: { command: 'echo hello' } })
  spec: TaskSpec;

  @NameField({ optional: true, default: 'default', description: 'Group of workers that may run it.' })
  group: string = 'default';

  @DurationField({ optional: true, min: 1, default: 3_600_000 })
  timeoutMs: number = 3_600_000;

  @ChoiceField(timeoutActions, { optional: true, default: 'fail' })
  timeoutAction: TimeoutAction = 'fail';

  @DurationField({ optional: true, default: 0, description: 'Longest wait for the start; 0: any.' })
  queueTimeoutMs: number = 0;

  @DurationField({ optional: true, default: 0, description: 'Longest silence of a handler; 0: any.' })
  heartbeatTimeoutMs: number = 0;

  @DurationField({ optional: true, default: 10_000, description: 'From TERM to KILL.' })
  killGraceMs: number = 10_000;

  @ObjectField(() => RetryPolicyDto, { optional: true })
  retry: RetryPolicyDto = new RetryPolicyDto();

  @JsonObjectField({ optional: true, default: {}, description: 'Default parameters of its runs.' })
  params: Record<string, unknown> = {};

  @ChoiceField(priorities, { optional: true, default: 'normal' })
  priority: Priority = 'normal';

  @TextMapField({ optional: true, default: {}, max: 200 })
  labels: Record<string, string> = {};

  @TextsField({
    optional: true,
    default: [],
    maxItems: 32,
    max: 100,
    description: 'Names under which pools limit it together with other tasks.',
  })
  tags: string[] = [];

  @IntegerField({ optional: true, min: 1, max: 1000, default: 1, description: 'Slots that one run takes.' })
  weight: number = 1;

  @IntegerField({
    optional: true,
    min: 0,
    default: 0,
    description: 'Runs at once in the whole cluster; 0: any number.',
  })
  maxConcurrent: number = 0;

  @ObjectField(() => RoutingDto, { optional: true })
  routing: RoutingDto = new RoutingDto();

  @ObjectField(() => RequirementsDto, { optional: true })
  requires: RequirementsDto = new RequirementsDto();

  @ObjectField(() => IsolationDto, { optional: true })
  isolation: IsolationDto = new IsolationDto();

  @TextMapField({
    optional: true,
    default: {},
    maxItems: mostSecretsOfTask,
    max: 100,
    example: { DB_PASSWORD: 'db-password' },
    description:
      'Secrets of the project that its attempts get: the name by which they see each -> the name of the secret. A variable of ' +
      'the environment for commands, scripts and containers, `${secrets.NAME}` in `url`, `headers` and `body` for `http` and as the password for `sql`, ' +
      '`context.secret(name)` for a handler.',
  })
  secrets: Record<string, string> = {};

  @FlagField({ optional: true, default: false, description: 'Running it twice does no harm.' })
  idempotent: boolean = false;

  @TextField({ optional: true, min: 0, max: 2000, default: '' })
  description: string = '';
}

export class CreateTaskDto extends TaskBodyDto implements TaskDefinition {
  @NameField({ optional: true, default: 'default' })
  project: string = 'default';

  @NameField({ example: 'hello' })
  name: string;
}

/** The whole new definition; what is left out gets its default. */
export class ReplaceTaskDto extends TaskBodyDto {}

export class TaskDto extends CreateTaskDto {
  @IdField()
  id: string;

  @IntegerField({ min: 1, description: 'Grows with each change; the ETag.' })
  version: number;

  @ChoiceField(taskStates)
  state: TaskState;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}

export class TaskListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @TextField({ optional: true, max: 100, description: 'Part of the name.' })
  search?: string;

  @ChoiceField(taskKinds, { optional: true })
  kind?: TaskKind;

  @ChoiceField(taskStates, { optional: true })
  state?: TaskState;
}

export class TaskVersionDto {
  @IntegerField({ min: 1 })
  version: number;

  @ObjectField(() => CreateTaskDto)
  definition: CreateTaskDto;

  @TextField()
  changedBy: string;

  @InstantField()
  createdAt: string;
}

export class ValidationResultDto {
  @FlagField()
  valid: boolean;

  @ObjectField(() => Object, { description: 'The definition with every default filled in.' })
  definition: object;
}
