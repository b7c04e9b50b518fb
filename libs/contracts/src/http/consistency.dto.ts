import { InstantField, IntegerField, ListField, TextField } from '../fields/index.js';

/** What one comparison found when it was last made. */
export class ConsistencyCheckDto {
  @TextField({ example: 'running-runs' })
  name: string;

  @TextField({ max: 500, description: 'What is compared with what, and what is done about it.' })
  compares: string;

  @InstantField({ optional: true, description: 'Null: not made yet.' })
  checkedAt: string | null;

  @IntegerField({ description: 'Things looked at.' })
  checked: number;

  @IntegerField({ description: 'Those that did not fit together.' })
  found: number;

  @IntegerField()
  repaired: number;

  @IntegerField({ description: 'Found and not repaired.' })
  open: number;

  @InstantField({ optional: true, description: 'Since when something has been open without a break.' })
  openSinceAt: string | null;

  @TextField({ optional: true, max: 500, description: 'What is open.' })
  detail: string | null;
}

/** Whether what must fit together does. */
export class ConsistencyDto {
  @IntegerField({ description: 'Open findings of all checks.' })
  open: number;

  @ListField(() => ConsistencyCheckDto)
  checks: ConsistencyCheckDto[];
}
