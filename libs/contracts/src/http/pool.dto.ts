import { poolScopes, runStates, type PoolScope, type Rate, type RunState } from '@orrery/domain';
import {
  ChoiceField,
  DurationField,
  IdField,
  InstantField,
  IntegerField,
  NameField,
  ObjectField,
  TextField,
} from '../fields/index.js';
import { PageQuery } from './page.js';

const mostSlots = 1_000_000;

/** How many runs may start in a time. */
export class RateDto implements Rate {
  @IntegerField({ min: 1, max: mostSlots, example: 10, description: 'Starts, at once or one by one.' })
  count: number;

  @DurationField({ min: 1, example: 60_000, description: 'In so long a time.' })
  perMs: number;
}

/** What a pool allows: slots, a rate, or both. */
export class ReplacePoolDto {
  @TextField({ optional: true, min: 0, max: 1000, default: '' })
  description: string = '';

  @IntegerField({
    optional: true,
    max: mostSlots,
    default: 0,
    description: 'Slots that may be taken at once; a run takes as many as its task weighs. 0: any number.',
  })
  slots: number = 0;

  @ObjectField(() => RateDto, { optional: true, description: 'Starts in a time; absent: any number.' })
  rate?: RateDto;
}

/** A limit on runs, and on which. */
export class CreatePoolDto extends ReplacePoolDto {
  @NameField({ example: 'licences' })
  name: string;

  @ChoiceField(poolScopes, {
    description:
      'Which runs it limits: all, those of a project, of tasks with a tag (in one project or in all), or of one task.',
  })
  scope: PoolScope;

  @NameField({ optional: true, description: 'Of `project`; narrows `tag` to one project.' })
  project?: string;

  @NameField({ optional: true, description: 'Of `tag`.' })
  tag?: string;

  @IdField({ optional: true, description: 'Of `task`.' })
  taskId?: string;
}

/** A pool, and how much of it is taken. */
export class PoolDto {
  @IdField()
  id: string;

  @NameField()
  name: string;

  @TextField({ min: 0, max: 1000 })
  description: string;

  @ChoiceField(poolScopes)
  scope: PoolScope;

  @NameField({ optional: true })
  project: string | null;

  @NameField({ optional: true })
  tag: string | null;

  @IdField({ optional: true })
  taskId: string | null;

  @IntegerField({ description: 'Slots that may be taken at once; 0: any number.' })
  slots: number;

  @ObjectField(() => RateDto, { optional: true })
  rate: RateDto | null;

  @IntegerField({ description: 'Slots that runs have now.' })
  used: number;

  @IntegerField({ optional: true, description: 'Slots nobody has; null: any number.' })
  free: number | null;

  @IntegerField({ description: 'Runs that wait for this pool, counted up to 10,000.' })
  waiting: number;

  @InstantField({ optional: true, description: 'When the rate allows the next start; null: it has no rate.' })
  nextStartAt: string | null;

  @IntegerField({ min: 1 })
  version: number;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}

/** A run that has slots of a pool. */
export class PoolHolderDto {
  @IdField()
  runId: string;

  @IdField()
  taskId: string;

  @NameField()
  taskName: string;

  @NameField()
  project: string;

  @ChoiceField(runStates, { description: '`pending`: it waits for a wider pool.' })
  state: RunState;

  @TextField({ optional: true })
  workerId: string | null;

  @IntegerField({ min: 1 })
  slots: number;

  @InstantField({ description: 'Since when it has them.' })
  since: string;
}

export class PoolListQuery extends PageQuery {
  @ChoiceField(poolScopes, { optional: true })
  scope?: PoolScope;

  @NameField({ optional: true })
  project?: string;
}
