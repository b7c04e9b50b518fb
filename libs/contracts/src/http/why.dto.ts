import { runStates, type RunState } from '@orrery/domain';
import {
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  TextField,
  TextsField,
} from '../fields/index.js';

/** What may keep a run from running. */
export const waitCauses = [
  'ended',
  'running',
  'dispatched',
  'not_due',
  'retry_backoff',
  'paused_cluster',
  'paused_project',
  'paused_task',
  'turn',
  'too_heavy',
  'pool',
  'task_limit',
  'rate',
  'slots',
  'circle',
  'no_workers',
  'no_fitting_worker',
  'shards',
  'queue',
  'broker_away',
] as const;
export type WaitCauseCode = (typeof waitCauses)[number];

/** One thing that keeps a run from running, and what it depends on. Fields that do not apply are absent. */
export class WaitCauseDto {
  @ChoiceField(waitCauses)
  code: WaitCauseCode;

  @TextField({ max: 2_000, description: 'For people.' })
  message: string;

  @InstantField({ optional: true, description: 'When it is over, as far as that is known.' })
  until?: string;

  @IdField({ optional: true, description: 'Of `pool`, `rate` and `too_heavy`.' })
  poolId?: string;

  @TextField({ optional: true, description: 'Name of the pool.' })
  pool?: string;

  @IntegerField({ optional: true, description: 'Slots that may be taken at once.' })
  slots?: number;

  @IntegerField({ optional: true, description: 'Slots that are taken.' })
  used?: number;

  @IntegerField({ optional: true, description: 'Slots this run wants.' })
  wanted?: number;

  @TextsField({ optional: true, maxItems: 20, description: 'Ids of runs that are in the way, some of them.' })
  runIds?: string[];

  @IntegerField({ optional: true, description: 'How many runs are in the way.' })
  runCount?: number;

  @NameField({ optional: true, description: 'The group of workers.' })
  group?: string;

  @IntegerField({ optional: true, description: 'Runs that go before this one, counted up to 10,000.' })
  ahead?: number;

  @IntegerField({
    optional: true,
    description: 'About how long it will take until its turn, in milliseconds.',
  })
  estimateMs?: number;
}

/** Why a run is not running: what has to change, the first thing first. */
export class RunWhyDto {
  @IdField()
  runId: string;

  @ChoiceField(runStates)
  state: RunState;

  @TextField({ max: 2_000, description: 'The first cause, for people.' })
  summary: string;

  @ListField(() => WaitCauseDto, { description: 'Everything that stands in its way, the first thing first.' })
  causes: WaitCauseDto[];

  @InstantField({ description: 'When this was so.' })
  at: string;
}
