import { constants } from 'node:os';
import type { Cell } from '../isolating/cell.js';
import type { DiskWatch } from '../isolating/disk-watch.js';
import type { AttemptLog } from '../logs/attempt-log.js';
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
  cell: Pick<Cell, 'limits' | 'outOfMemoryKills'>,
  disk: Pick<DiskWatch, 'isFull'>,
): Promise<ExecutionResult> {
  const kills = cell.outOfMemoryKills();
  if (code === 0) {
    tellMemoryKills(log, kills, cell.limits.memoryBytes);
    log.append('system', 'exited with code 0');
    return { outcome: 'succeeded', exitCode: 0, result: null };
  }
  const message = signal === null ? `exited with code ${code}` : `ended by signal ${signal}`;
  log.append('system', message);
  const exitCode = code ?? undefined;
  const { memoryBytes, diskBytes } = cell.limits;
  if (kills > 0) return limited('out_of_memory', wantOfMemory(memoryBytes));
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

/** Where an attempt goes on without what was killed, only its log can tell. */
export function tellMemoryKills(log: Pick<AttemptLog, 'append'>, kills: number, limitBytes: number): void {
  if (kills === 0) return;
  const why = limitBytes > 0 ? `it may take ${limitBytes} bytes together` : 'the machine had no more';
  log.append('system', `the kernel killed ${kills} process(es) of it for want of memory: ${why}`);
}

function wantOfMemory(limitBytes: number): string {
  return limitBytes > 0
    ? `the kernel killed a process of it, which together may take ${limitBytes} bytes of memory`
    : 'the kernel killed a process of it, as the machine had no more memory';
}
