export interface ClusterOptions {
  masters: number;
  workers: number;
  alarms: number;
  gateways: number;
  namespace: string;
  port: number;
  directory: string;
}

export const USAGE: string;
export function readOptions(args: string[], env?: Record<string, string | undefined>): ClusterOptions;
