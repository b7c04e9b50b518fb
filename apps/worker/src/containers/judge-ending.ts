import type { RunFailure } from '@orrery/domain';

/** How a container ended, as far as it is known. */
export interface ContainerEnding {
  /** Undefined: somebody else removed it. */
  readonly exitCode: number | undefined;
  /** The engine says so, or its cgroup. */
  readonly outOfMemory: boolean;
  readonly memoryBytes: number;
}

/** KILL, as a shell tells of it. */
const killedCode = 137;

/** Why an attempt failed by how its container ended; undefined: it did not. */
export function judgeEnding({ exitCode, outOfMemory, memoryBytes }: ContainerEnding): RunFailure | undefined {
  if (exitCode === undefined) {
    return { kind: 'signal', message: 'somebody else removed the container, and ended what ran in it' };
  }
  if (exitCode === 0) return undefined;
  if (outOfMemory) {
    const limit =
      memoryBytes > 0 ? `more memory than its ${memoryBytes} bytes` : 'more memory than there was';
    return { kind: 'out_of_memory', message: `it took ${limit}: exited with code ${exitCode}`, exitCode };
  }
  const killed = exitCode === killedCode ? ' (killed)' : '';
  return { kind: 'exit_code', message: `exited with code ${exitCode}${killed}`, exitCode };
}
