/** How an attempt is kept apart from its worker, from other attempts and from the machine, weakest first. */
export const isolationLevels = ['none', 'process', 'sandbox', 'container'] as const;
export type IsolationLevel = (typeof isolationLevels)[number];

/** What happens on a worker that cannot isolate as asked: the attempt fails, or it runs with what there is and says so. */
export const isolationFallbacks = ['refuse', 'degrade'] as const;
export type IsolationFallback = (typeof isolationFallbacks)[number];

/** The most that all processes of an attempt may take together; 0: what the worker allows. */
export interface ResourceLimits {
  /** Cores, e.g. 0.5. */
  readonly cpu: number;
  readonly memoryBytes: number;
  /** Processes and threads. */
  readonly pids: number;
  /** What its working directory may hold. */
  readonly diskBytes: number;
}

/** For tasks that run programs: `shell`, `script`, `container`. */
export interface Isolation {
  readonly level: IsolationLevel;
  readonly fallback: IsolationFallback;
  /** `host`, `none`, or the name of a network that the worker knows. */
  readonly network: string;
  /** Level `container` of `shell` and `script`: the image that the command runs in. */
  readonly image?: string;
  readonly limits: ResourceLimits;
}

export const noResourceLimits: ResourceLimits = { cpu: 0, memoryBytes: 0, pids: 0, diskBytes: 0 };

export const defaultIsolation: Isolation = {
  level: 'process',
  fallback: 'refuse',
  network: 'host',
  limits: noResourceLimits,
};

/** Whether `level` isolates at least as much as `floor`. */
export function isolatesAtLeast(level: IsolationLevel, floor: IsolationLevel): boolean {
  return isolationLevels.indexOf(level) >= isolationLevels.indexOf(floor);
}
