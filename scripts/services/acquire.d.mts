/** The servers that tests, the cluster and the benchmarks run against. */
export interface AcquiredServices {
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
  readonly mysqlFrom: string;
  readonly amqpFrom: string;
  /** Process ids, of servers started from programs on this machine only. */
  readonly mysqlPid?: number;
  readonly amqpPid?: number;
  readonly mysqlProcess?: InstanceProcess;
  readonly amqpProcess?: InstanceProcess;
  readonly managementUrl?: string;
  /** Whether anything was started that `stop` takes down. */
  readonly startedHere: boolean;
  stop(): Promise<void>;
}

/** A hold on the process of a private server. */
export interface InstanceProcess {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  end(name: NodeJS.Signals, withinMs?: number): Promise<void>;
  startAgain(): Promise<void>;
}

export interface AcquireOptions {
  privateOnly?: boolean;
  programsOnly?: boolean;
  keepAs?: string;
  management?: boolean;
  say?: (line: string) => void;
  env?: Record<string, string | undefined>;
  ports?: { mysql?: number; rabbitmq?: number };
}

export function acquireServices(options?: AcquireOptions): Promise<AcquiredServices>;

export function acquireMysql(options: {
  settings: readonly string[];
  say?: (line: string) => void;
}): Promise<{ readonly url: string; stop(): Promise<void> }>;
