import {
  defaultRetryPolicy,
  failureKinds,
  type Backoff,
  type FailureFilter,
  type FailureKind,
  type RetryPolicy,
} from '@orrery/domain';
import {
  ChoiceField,
  DurationField,
  IntegerField,
  IntegersField,
  NumberField,
  ObjectField,
  QuicklyRead,
  TextsField,
  VariantField,
} from '../fields/index.js';

const jitter = {
  optional: true,
  min: 0,
  max: 1,
  example: 0.2,
  description: 'Spreads each delay over +- this share.',
};

@QuicklyRead()
export class FixedBackoffDto {
  @ChoiceField(['fixed'])
  kind: 'fixed';

  @DurationField({ example: 200 })
  delayMs: number;

  @NumberField(jitter)
  jitter?: number;
}

@QuicklyRead()
export class ExponentialBackoffDto {
  @ChoiceField(['exponential'])
  kind: 'exponential';

  @DurationField({ min: 1, example: 1000 })
  initialMs: number;

  @NumberField({ min: 1, max: 100, example: 2 })
  factor: number;

  @DurationField({ min: 1, example: 60_000 })
  maxMs: number;

  @NumberField(jitter)
  jitter?: number;
}

export class CustomBackoffDto {
  @ChoiceField(['custom'])
  kind: 'custom';

  @IntegersField({
    maxItems: 100,
    max: 31_622_400_000,
    description: 'One delay per retry; the last one repeats.',
  })
  delaysMs: number[];

  @NumberField(jitter)
  jitter?: number;
}

@QuicklyRead()
export class FailureFilterDto implements FailureFilter {
  @IntegersField({ optional: true, max: 255 })
  exitCodes?: number[];

  @TextsField({ optional: true, choices: failureKinds })
  kinds?: FailureKind[];
}

@QuicklyRead()
export class RetryPolicyDto implements RetryPolicy {
  @IntegerField({ min: 1, max: 1000, default: 1, optional: true, description: 'Attempts in total.' })
  maxAttempts: number = 1;

  @VariantField(
    { fixed: FixedBackoffDto, exponential: ExponentialBackoffDto, custom: CustomBackoffDto },
    {
      optional: true,
      example: { kind: 'exponential', initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.2 },
    },
  )
  backoff: Backoff = Object.assign(new ExponentialBackoffDto(), defaultRetryPolicy.backoff);

  @ObjectField(() => FailureFilterDto, { optional: true, description: 'Only these failures are retried.' })
  retryOn?: FailureFilterDto;

  @ObjectField(() => FailureFilterDto, { optional: true, description: 'These failures are final at once.' })
  neverOn?: FailureFilterDto;

  @IntegerField({
    min: 1,
    max: 100,
    default: 3,
    optional: true,
    description: 'Attempts that may die with their worker before the run is given up as lost.',
  })
  maxLosses: number = 3;
}
