import { fireOutcomes, triggerKinds, type FireOutcome, type Trigger } from '@orrery/domain';
import {
  ChoiceField,
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  ObjectField,
  TextField,
} from '../fields/index.js';
import { PageQuery } from './page.js';
import { FireDto } from './schedule.dto.js';

export class LedgerQuery extends PageQuery {
  @InstantField({ optional: true, description: 'Planned times from it on; default: 24 hours before `to`.' })
  from?: string;

  @InstantField({ optional: true, description: 'Planned times before it; default: now.' })
  to?: string;

  @ChoiceField(fireOutcomes, { optional: true })
  outcome?: FireOutcome;

  @NameField({ optional: true })
  project?: string;
}

/** One planned time of some schedule, accounted for. */
export class LedgerEntryDto extends FireDto {
  @IdField()
  scheduleId: string;

  @NameField()
  project: string;
}

export class ProofQuery {
  @InstantField({ description: 'Planned times from it on.', example: '2026-03-01T00:00:00Z' })
  from: string;

  @InstantField({ description: 'Planned times before it.', example: '2026-03-01T01:00:00Z' })
  to: string;

  @NameField({ optional: true })
  project?: string;

  @IdField({ optional: true })
  scheduleId?: string;

  @TextField({
    optional: true,
    max: 1024,
    description: 'The `nextCursor` of the proof before, to go on with it.',
  })
  cursor?: string;
}

/** A planned time that does not stand in the ledger as it should. */
export class UnprovenFireDto {
  @IdField()
  scheduleId: string;

  @InstantField()
  plannedAt: string;

  @ChoiceField(fireOutcomes, { optional: true, description: 'Absent where the ledger has nothing.' })
  outcome?: FireOutcome;
}

export class OutcomeCountsDto {
  @IntegerField()
  FIRED: number = 0;

  @IntegerField()
  SKIPPED: number = 0;

  @IntegerField()
  MERGED: number = 0;

  @IntegerField()
  MISSED: number = 0;
}

/** Schedules whose fires follow no clock, so that nothing can be recomputed. */
export class ExcludedSchedulesDto {
  @ChoiceField(triggerKinds)
  trigger: Trigger['kind'];

  @IntegerField()
  schedules: number;

  @IntegerField({ description: 'Fires of theirs in the ledger.' })
  fires: number;

  @TextField()
  reason: string;
}

/** From the planned time to the first dispatch, in milliseconds. */
export class LatenessDto {
  @IntegerField({
    description: 'Fires that were dispatched and had not to wait for another run of their schedule.',
  })
  count: number;

  @IntegerField({ optional: true })
  p50: number | null;

  @IntegerField({ optional: true })
  p99: number | null;

  @IntegerField({ optional: true })
  max: number | null;
}

/** What the schedules should have fired, recomputed from their versions, against what the ledger has. */
export class LedgerProofDto {
  @InstantField()
  from: string;

  @InstantField()
  to: string;

  @IntegerField({ description: 'Schedules that were recomputed.' })
  schedules: number;

  @IntegerField({ description: 'Planned times, recomputed.' })
  planned: number;

  @IntegerField({ description: 'Those of them that stand in the ledger.' })
  accounted: number;

  @IntegerField({ description: 'Those of them that are so young that they may still be on their way.' })
  pending: number;

  @ObjectField(() => OutcomeCountsDto)
  byOutcome: OutcomeCountsDto;

  @ListField(() => UnprovenFireDto, { description: 'Planned and not in the ledger; the first 100.' })
  missing: UnprovenFireDto[];

  @IntegerField()
  missingCount: number;

  @ListField(() => UnprovenFireDto, { description: 'In the ledger and not planned; the first 100.' })
  unexpected: UnprovenFireDto[];

  @IntegerField()
  unexpectedCount: number;

  @ListField(() => ExcludedSchedulesDto)
  excluded: ExcludedSchedulesDto[];

  @ObjectField(() => LatenessDto)
  lateness: LatenessDto;

  @FlagField({
    description: 'Planned = accounted (but for the pending ones), and nothing is in the ledger beside it.',
  })
  holds: boolean;

  @TextField({
    optional: true,
    description:
      'Not null: so far about 200,000 planned times were compared; ask on with it for the other schedules.',
  })
  nextCursor: string | null;
}
