import {
  isolationLevels,
  type EndingProof,
  type ExecutionDetails,
  type IsolationDetails,
  type IsolationLevel,
  type ResourceUse,
} from '@orrery/domain';
import { ChoiceField, InstantField, IntegerField, ObjectField, TextsField } from '../fields/index.js';

export class IsolationDetailsDto implements IsolationDetails {
  @ChoiceField(isolationLevels)
  level: IsolationLevel;

  @TextsField({ description: 'What was asked for, or is usual, and could not be had, one sentence each.' })
  degraded: readonly string[];
}

export class ResourceUseDto implements ResourceUse {
  @IntegerField({ optional: true, description: 'Processor time in milliseconds.' })
  cpuMs?: number;

  @IntegerField({ optional: true, description: 'Peak.' })
  maxMemoryBytes?: number;

  @IntegerField({ optional: true, description: 'Peak of processes and threads.' })
  maxPids?: number;

  @IntegerField({ optional: true })
  readBytes?: number;

  @IntegerField({ optional: true })
  writtenBytes?: number;
}

export class EndingProofDto implements EndingProof {
  @ChoiceField(['exit', 'term', 'kill'], {
    description: 'By itself, asked to, or killed: the strongest that was needed.',
  })
  by: EndingProof['by'];

  @ChoiceField(['cgroup', 'pid_namespace', 'container', 'proc'], {
    description:
      'What was seen to be empty; `proc` (the processes that were found) is less sure than the others.',
  })
  seen: EndingProof['seen'];

  @IntegerField({ description: 'Processes that had to be ended.' })
  processes: number;

  @InstantField({ description: 'When it was seen empty.' })
  at: string;
}

/** How an attempt was executed, as its worker saw it. */
export class ExecutionDetailsDto implements ExecutionDetails {
  @ObjectField(() => IsolationDetailsDto, { optional: true })
  isolation?: IsolationDetailsDto;

  @ObjectField(() => ResourceUseDto, {
    optional: true,
    description: 'What its processes took together; a figure is missing where the machine cannot tell it.',
  })
  resources?: ResourceUseDto;

  @ObjectField(() => EndingProofDto, {
    optional: true,
    description: 'That nothing of it was left running when its end was recorded.',
  })
  ending?: EndingProofDto;
}
