export function tryLock(file: string): (() => void) | undefined;
export function withLock<T>(
  file: string,
  work: () => T | Promise<T>,
  options?: { timeoutMs?: number; onWait?: (pid: number | undefined) => void },
): Promise<T>;
