import { ChoiceField, DurationField, IdField, InstantField, NameField, TextField } from '../fields/index.js';

export class CronTriggerDto {
  @ChoiceField(['cron'])
  kind: 'cron';

  @TextField({
    max: 200,
    example: '*/5 * * * * *',
    description:
      'Five fields, six with seconds first, seven with the year last, or a macro like `@daily`; docs/cron.md.',
  })
  expression: string;

  @TextField({
    optional: true,
    max: 64,
    default: 'UTC',
    example: 'Europe/Berlin',
    description: 'IANA time zone.',
  })
  timeZone: string = 'UTC';
}

export class FixedRateTriggerDto {
  @ChoiceField(['fixedRate'])
  kind: 'fixedRate';

  @DurationField({ min: 100, example: 60_000 })
  everyMs: number;
}

export class FixedDelayTriggerDto {
  @ChoiceField(['fixedDelay'])
  kind: 'fixedDelay';

  @DurationField({ min: 100, example: 60_000, description: 'From the end of a run to the next.' })
  everyMs: number;
}

export class OnceTriggerDto {
  @ChoiceField(['once'])
  kind: 'once';

  @InstantField()
  at: string;
}

export class EventTriggerDto {
  @ChoiceField(['event'])
  kind: 'event';

  @NameField({ example: 'orders.closed', description: 'Name of the event, published by `POST /events`.' })
  event: string;
}

export class DependencyTriggerDto {
  @ChoiceField(['dependency'])
  kind: 'dependency';

  @IdField({ optional: true, description: 'The task whose success starts the target.' })
  taskId?: string;

  @IdField({ optional: true, description: 'Or the workflow: one of the two is named.' })
  workflowId?: string;
}

/** The class of each kind of trigger. */
export const triggerClasses = {
  cron: CronTriggerDto,
  fixedRate: FixedRateTriggerDto,
  fixedDelay: FixedDelayTriggerDto,
  once: OnceTriggerDto,
  event: EventTriggerDto,
  dependency: DependencyTriggerDto,
};
export const triggerExample = { kind: 'cron', expression: '*/5 * * * * *', timeZone: 'Europe/Berlin' };
