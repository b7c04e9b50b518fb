import { ProcessFinder, type ProcessTrace } from './process-finder.js';

/** Where there is no /proc (macOS): knows the process group only, and nothing of former lives. */
export class GroupProcessFinder extends ProcessFinder {
  async ofAttempt({ groupId }: ProcessTrace): Promise<readonly number[]> {
    try {
      process.kill(-groupId, 0);
      return [-groupId];
    } catch {
      return [];
    }
  }

  async orphansOf(): Promise<readonly number[]> {
    return [];
  }

  startOf(): undefined {
    return undefined;
  }
}
