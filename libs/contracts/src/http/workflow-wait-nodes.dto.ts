import {
  deadlineActions,
  dependentStates,
  type ApprovalNode,
  type DeadlineAction,
  type DelayNode,
  type DependentNode,
  type DependentState,
  type EventNode,
  type WaitUntilNode,
} from '@orrery/domain';
import {
  ChoiceField,
  DurationField,
  JsonObjectField,
  NameField,
  TextField,
  TextsField,
} from '../fields/index.js';
import { longestExpression, templates } from './workflow-fields.js';
import { NodeDto } from './workflow-node.dto.js';

/** A node that waits for something outside. */
class WaitsDto extends NodeDto {
  @DurationField({ optional: true, min: 1, default: 86_400_000, description: 'It waits no longer.' })
  deadlineMs: number = 86_400_000;

  @ChoiceField(deadlineActions, { optional: true, default: 'fail', description: 'What becomes of it then.' })
  onDeadline: DeadlineAction = 'fail';
}

export class DelayNodeDto extends NodeDto implements DelayNode {
  @ChoiceField(['delay'])
  kind: 'delay';

  @DurationField({ min: 1, example: 60_000 })
  delayMs: number;
}

export class WaitUntilNodeDto extends NodeDto implements WaitUntilNode {
  @ChoiceField(['waitUntil'])
  kind: 'waitUntil';

  @TextField({
    max: longestExpression,
    example: 'time.planned + duration("2h")',
    description: 'An instant (ISO 8601 with its offset), or an expression that gives one.',
  })
  until: string;
}

export class ApprovalNodeDto extends WaitsDto implements ApprovalNode {
  @ChoiceField(['approval'])
  kind: 'approval';

  @TextField({
    optional: true,
    min: 0,
    max: 4000,
    default: '',
    description: 'Template: what is to be decided.',
  })
  message: string = '';

  @TextsField({
    optional: true,
    default: [],
    max: 100,
    description: 'Users who may decide; none: whoever may control runs of the project.',
  })
  approvers: string[] = [];
}

export class DependentNodeDto extends WaitsDto implements DependentNode {
  @ChoiceField(['dependent'])
  kind: 'dependent';

  @NameField({ description: 'Name or id of a workflow of the project.' })
  workflow: string;

  @NameField({ optional: true, description: 'One node of it. Default: the whole.' })
  node?: string;

  @DurationField({
    optional: true,
    default: 86_400_000,
    description: 'How far its planned time may lie before that of this workflow run.',
  })
  lookbackMs: number = 86_400_000;

  @ChoiceField(dependentStates, { optional: true, default: 'succeeded' })
  state: DependentState = 'succeeded';
}

export class EventNodeDto extends WaitsDto implements EventNode {
  @ChoiceField(['event'])
  kind: 'event';

  @NameField({ example: 'orders.closed', description: 'Name of the event, published by `POST /events`.' })
  event: string;

  @JsonObjectField({
    ...templates,
    description: 'Fields of its payload that must be equal to these templates.',
  })
  match: Record<string, unknown> = {};
}
