import {
  breakerStates,
  isolationLevels,
  masterStates,
  workerDuties,
  workerStates,
  type BreakerState,
  type IsolationLevel,
  type MasterState,
  type WorkerDuty,
  type WorkerState,
} from '@orrery/domain';
import {
  ChoiceField,
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  NameField,
  NumberField,
  ObjectField,
  TextField,
  TextMapField,
  TextsField,
} from '../fields/index.js';

/** What a machine may have too much of. */
export const strains = ['load', 'pressure', 'memory', 'loop_lag'] as const;
export type Strain = (typeof strains)[number];

export class StrainDto {
  @ChoiceField(strains, {
    description:
      'load: processes that want to run; pressure: time in which something waits; memory; loop_lag: lateness of the worker itself.',
  })
  cause: Strain;

  @IntegerField({ description: 'Slots that it fills before it takes no more; 0: it takes nothing.' })
  slots: number;
}

/** A sample of a node's resources. */
export class NodeResourcesDto {
  @NumberField({ description: 'Busy share of all cores, 0 to 1.' })
  cpu: number;

  @NumberField()
  load1: number;

  @IntegerField({ description: 'Bytes.' })
  memoryUsedBytes: number;

  @IntegerField()
  memoryTotalBytes: number;

  @IntegerField()
  diskFreeBytes: number;

  @IntegerField()
  diskTotalBytes: number;

  @NumberField({ description: 'p99 delay of the event loop.' })
  loopLagMs: number;

  @ObjectField(() => StrainDto, {
    optional: true,
    description: 'Why a worker takes less work than it has slots for; absent: it takes all.',
  })
  strain?: StrainDto;
}

export class IsolationOfferDto {
  @TextsField({ choices: isolationLevels, description: 'Levels of isolation that its attempts can have.' })
  levels: IsolationLevel[];

  @TextsField({ description: 'What its machine does not give for them, one sentence each.' })
  missing: string[];
}

export class BreakerDto {
  @ChoiceField(breakerStates, {
    description: 'closed: it gets work; open: none until `untilAt`; half_open: one attempt tries.',
  })
  state: BreakerState;

  @IntegerField({
    description: 'In a row: attempts lost or not started there, pushes that did not reach it.',
  })
  failures: number;

  @InstantField({ optional: true })
  untilAt: string | null;
}

export class WorkerDto {
  @IdField()
  id: string;

  @TextField({ description: 'Changes with each start of the process.' })
  epoch: string;

  @NameField()
  group: string;

  @TextMapField()
  labels: Record<string, string>;

  @ChoiceField(workerStates)
  state: WorkerState;

  @ChoiceField(workerDuties, { description: 'What operators want of it; it holds over its restarts.' })
  duty: WorkerDuty;

  @IntegerField()
  slots: number;

  @IntegerField()
  busy: number;

  @TextField()
  host: string;

  @TextField()
  version: string;

  @ObjectField(() => NodeResourcesDto)
  resources: NodeResourcesDto;

  @InstantField()
  startedAt: string;

  @InstantField()
  lastSeenAt: string;

  @ObjectField(() => BreakerDto, {
    description: 'Whether attempts fail on it for reasons that are not theirs.',
  })
  breaker: BreakerDto;

  @InstantField({
    optional: true,
    description: 'Until then its runs of tasks that are not idempotent are its own, even if it is lost.',
  })
  leaseUntilAt: string | null;

  @ObjectField(() => IsolationOfferDto, {
    optional: true,
    description: 'How it can keep attempts of programs apart; null: it runs none, or has not said so.',
  })
  isolation: IsolationOfferDto | null;
}

export class MasterDto {
  @IdField()
  id: string;

  @TextField({ description: 'Changes with each start of the process.' })
  epoch: string;

  @ChoiceField(masterStates)
  state: MasterState;

  @FlagField({ description: 'Whether it does what only one master does at a time.' })
  leader: boolean;

  @IntegerField({ optional: true, description: 'Epoch under which it leads; null: it does not.' })
  leaderEpoch: number | null;

  @ObjectField(() => NodeResourcesDto, { optional: true })
  resources: NodeResourcesDto | null;

  @TextField()
  host: string;

  @TextField()
  version: string;

  @InstantField()
  startedAt: string;

  @InstantField()
  lastSeenAt: string;
}
