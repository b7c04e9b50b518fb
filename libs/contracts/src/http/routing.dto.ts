import { routingPolicies, type Requirements, type Routing, type RoutingPolicy } from '@orrery/domain';
import {
  ChoiceField,
  IntegerField,
  NameField,
  NumberField,
  QuicklyRead,
  TextMapField,
} from '../fields/index.js';

@QuicklyRead()
export class RoutingDto implements Routing {
  @ChoiceField(routingPolicies, {
    optional: true,
    default: 'PULL',
    description:
      'PULL: whichever worker of the group is free first. The others choose one worker; BROADCAST and SHARDING all of them.',
  })
  policy: RoutingPolicy = 'PULL';

  @NameField({ optional: true, description: 'CONSISTENT_HASH: the parameter whose value is hashed.' })
  hashParam?: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    description: 'SHARDING: number of shards; absent: one for each worker.',
  })
  shards?: number;
}

const mostBytes = 2 ** 50;

@QuicklyRead()
export class RequirementsDto implements Requirements {
  @TextMapField({ optional: true, default: {}, max: 200, description: 'Labels a worker must carry.' })
  labels: Record<string, string> = {};

  @NumberField({
    optional: true,
    min: 0,
    max: 1,
    default: 0,
    description: 'Least idle share of the CPU of a worker.',
  })
  minFreeCpu: number = 0;

  @IntegerField({ optional: true, min: 0, max: mostBytes, default: 0 })
  minFreeMemoryBytes: number = 0;

  @IntegerField({ optional: true, min: 0, max: mostBytes, default: 0 })
  minFreeDiskBytes: number = 0;
}
