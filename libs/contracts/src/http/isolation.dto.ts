import {
  isolationFallbacks,
  isolationLevels,
  type Isolation,
  type IsolationFallback,
  type IsolationLevel,
  type ResourceLimits,
} from '@orrery/domain';
import {
  ChoiceField,
  IntegerField,
  NameField,
  NumberField,
  ObjectField,
  QuicklyRead,
  TextField,
} from '../fields/index.js';

const mostBytes = 2 ** 50;

@QuicklyRead()
export class ResourceLimitsDto implements ResourceLimits {
  @NumberField({ optional: true, min: 0, max: 4096, default: 0, description: 'Cores, e.g. 0.5.' })
  cpu: number = 0;

  @IntegerField({ optional: true, min: 0, max: mostBytes, default: 0 })
  memoryBytes: number = 0;

  @IntegerField({ optional: true, min: 0, max: 4_194_304, default: 0, description: 'Processes and threads.' })
  pids: number = 0;

  @IntegerField({
    optional: true,
    min: 0,
    max: mostBytes,
    default: 0,
    description: 'What its working directory may hold.',
  })
  diskBytes: number = 0;
}

@QuicklyRead()
export class IsolationDto implements Isolation {
  @ChoiceField(isolationLevels, {
    optional: true,
    default: 'process',
    description:
      'How its attempts are kept apart from the worker and from each other, for tasks that run programs.',
  })
  level: IsolationLevel = 'process';

  @ChoiceField(isolationFallbacks, {
    optional: true,
    default: 'refuse',
    description:
      'On a worker that cannot isolate so: the attempt fails, or runs with what there is and says so.',
  })
  fallback: IsolationFallback = 'refuse';

  @NameField({
    optional: true,
    default: 'host',
    description: '`host`, `none`, or the name of a network that the worker knows.',
  })
  network: string = 'host';

  @TextField({
    optional: true,
    max: 500,
    description: 'Level `container`: the image that the command runs in.',
    example: 'docker.io/library/alpine:3.20',
  })
  image?: string;

  @ObjectField(() => ResourceLimitsDto, {
    optional: true,
    description: 'The most that its processes may take together; 0: what the worker allows.',
  })
  limits: ResourceLimitsDto = new ResourceLimitsDto();
}
