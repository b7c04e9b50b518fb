/**
 * Who gets a run. PULL: whichever worker of the group is free first. The others choose one worker (BROADCAST and
 * SHARDING: every one, or one for each shard) and push the attempt to it.
 */
export const routingPolicies = [
  'PULL',
  'FIRST',
  'LAST',
  'ROUND_ROBIN',
  'RANDOM',
  'WEIGHTED',
  'CONSISTENT_HASH',
  'LEAST_FREQUENTLY_USED',
  'LEAST_RECENTLY_USED',
  'LEAST_LOADED',
  'FAILOVER',
  'BUSY_OVER',
  'BROADCAST',
  'SHARDING',
] as const;
export type RoutingPolicy = (typeof routingPolicies)[number];

export interface Routing {
  readonly policy: RoutingPolicy;
  /** CONSISTENT_HASH: name of the parameter whose value is hashed; absent: the task's id. */
  readonly hashParam?: string;
  /** SHARDING: number of shards; absent: one for each worker. */
  readonly shards?: number;
}

export const defaultRouting: Routing = { policy: 'PULL' };

/** What a worker must have to be given a run. */
export interface Requirements {
  /** Labels it must carry. */
  readonly labels: Readonly<Record<string, string>>;
  /** Least share of its CPU that is idle, 0 to 1. */
  readonly minFreeCpu: number;
  readonly minFreeMemoryBytes: number;
  readonly minFreeDiskBytes: number;
}

export const noRequirements: Requirements = {
  labels: {},
  minFreeCpu: 0,
  minFreeMemoryBytes: 0,
  minFreeDiskBytes: 0,
};
