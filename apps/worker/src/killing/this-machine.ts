import { existsSync } from 'node:fs';
import { GroupProcessFinder } from './group-process-finder.js';
import { LinuxProcessFinder } from './linux-process-finder.js';
import type { ProcessFinder } from './process-finder.js';

/** The finder that fits this machine. */
export function processFinder(): ProcessFinder {
  return existsSync('/proc/self/stat') ? new LinuxProcessFinder() : new GroupProcessFinder();
}
