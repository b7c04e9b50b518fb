import type { ClusterOptions } from './options.mjs';
import type { ProcessSpec } from './supervisor.mjs';

export const MIGRATED_APPS: string[];
export function sharedEnvironment(
  options: { namespace: string },
  services: { mysqlUrl: string; amqpUrl: string },
  secrets: Record<string, string>,
  env?: Record<string, string | undefined>,
): Record<string, string | undefined>;
export function healthPortCount(options: ClusterOptions): number;
export function clusterPlan(
  options: ClusterOptions,
  shared: Record<string, string | undefined>,
  healthPorts: number[],
): (ProcessSpec & { env: Record<string, string | undefined> })[];
