import {
  AnyField,
  ChoiceField,
  InstantField,
  IntegerField,
  NumberField,
  TextField,
} from '../fields/index.js';

/** A cluster-wide setting: what it is, and what it is now. */
export class SettingDto {
  @TextField({ description: 'What the paths name it by.', example: 'retention.days' })
  name: string;

  @AnyField({ description: 'What counts now.', example: 30 })
  value: unknown;

  @IntegerField({ description: 'Grows with each change; the ETag. 0: nobody ever changed it.' })
  version: number;

  @ChoiceField(['flag', 'integer'], { description: 'A flag is true or false.' })
  kind: 'flag' | 'integer';

  @AnyField({ description: 'What counts when nobody changed it.', example: 30 })
  fallback: unknown;

  @NumberField({ optional: true, description: 'Least value of an integer.' })
  min?: number;

  @NumberField({ optional: true, description: 'Greatest value of an integer.' })
  max?: number;

  @TextField({ optional: true, description: 'Unit of an integer.', example: 'days' })
  unit?: string;

  @TextField({ max: 1000 })
  description: string;

  @TextField({ optional: true, description: 'Who changed it last; null: nobody.' })
  changedBy: string | null;

  @TextField({ optional: true, max: 500, description: 'Why, if they said so.' })
  reason: string | null;

  @InstantField({ optional: true })
  changedAt: string | null;
}

/** A new value of a setting. */
export class ChangeSettingDto {
  @AnyField({ description: 'True or false, or a whole number, as the setting is.', example: 14 })
  value: unknown;

  @TextField({ optional: true, max: 500, description: 'Why; kept with the version.' })
  reason?: string;
}

/** Makes the value of an earlier version a new version. */
export class RollBackSettingDto {
  @IntegerField({ description: 'The version whose value counts again; 0: the default.' })
  version: number;

  @TextField({ optional: true, max: 500, description: 'Why; kept with the version.' })
  reason?: string;
}

/** What the cluster was told to do, and why. */
export class ClusterOrderDto {
  @TextField({ optional: true, max: 500, description: 'Why; kept with the version of the setting.' })
  reason?: string;
}

export class SettingVersionDto {
  @IntegerField({ min: 1 })
  version: number;

  @AnyField()
  value: unknown;

  @TextField()
  changedBy: string;

  @TextField({ optional: true, max: 500 })
  reason: string | null;

  @InstantField()
  createdAt: string;
}
