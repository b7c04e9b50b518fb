import { DurationField, IdField, InstantField, IntegerField, ListField, TextField } from '../fields/index.js';

/** Slots of one worker, kept free for a while. */
export class CreateReservationDto {
  @IntegerField({ min: 1, max: 10_000, example: 2, description: 'Slots to keep free of other runs.' })
  slots: number;

  @DurationField({
    min: 1_000,
    max: 86_400_000,
    example: 60_000,
    description: 'Not used by then, they are free for others again.',
  })
  forMs: number;

  @TextField({ max: 200, example: 'nightly close' })
  purpose: string;
}

export class WorkerReservationDto {
  @IdField()
  id: string;

  @IdField()
  workerId: string;

  @IntegerField({ min: 1 })
  slots: number;

  @TextField()
  purpose: string;

  @IdField({ optional: true, description: 'The run that uses it.' })
  runId: string | null;

  @IdField({ optional: true, description: 'The workflow run whose nodes use it.' })
  workflowRunId: string | null;

  @TextField()
  createdBy: string;

  @InstantField()
  createdAt: string;

  @InstantField()
  untilAt: string;
}

export class WorkerReservationsDto {
  @ListField(() => WorkerReservationDto)
  items: WorkerReservationDto[];
}
