import { constants } from 'node:os';
import type { Cell } from '../isolating/cell.js';
import type { DiskWatch } from '../isolating/disk-watch.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';

/** How the first process of an attempt ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A shell, and a sandbox, tell of a signal by 128 and its number. */
const tooLong = 128 + constants.signals.SIGXFSZ;

/** What came of a command that ended by itself: where a limit ended it, that is why it failed. */
export async function judgeExit(
  { log }: Attempt,
  { code, signal }: Exit,
  cell: Pick<Cell, 'limits' | 'wantedMemory'>,
  disk: Pick<DiskWatch, 'isFull'>,
): Promise<ExecutionResult> {
  if (code === 0) {
    log.append('system', 'exited with code 0');
    return { outcome: 'succeeded', exitCode: 0, result: null };
  }
  const message = signal === null ? `exited with code ${code}` : `ended by signal ${signal}`;
  log.append('system', message);
  const exitCode = code ?? undefined;
  const { memoryBytes, diskBytes } = cell.limits;
  if (cell.wantedMemory()) return limited('out_of_memory', wantOfMemory(memoryBytes));
  const wroteTooMuch = signal === 'SIGXFSZ' || code === tooLong;
  if (diskBytes > 0 && (wroteTooMuch || (await disk.isFull()))) {
    return limited('disk_quota', `it may hold ${diskBytes} bytes in its working directory`);
  }
  if (signal !== null) return failedWith({ kind: 'signal', message });
  return failedWith({ kind: 'exit_code', message, exitCode });

  function limited(kind: 'out_of_memory' | 'disk_quota', why: string): ExecutionResult {
    log.append('system', why);
    return failedWith({ kind, message: `${message}: ${why}`, exitCode });
  }
}

function wantOfMemory(limitBytes: number): string {
  return limitBytes > 0
    ? `the kernel killed a process of it, which together may take ${limitBytes} bytes of memory`
    : 'the kernel killed a process of it, as the machine had no more memory';
}
