import { endProcesses, type EndTally } from './end-processes.js';
import type { Quarry } from './quarry.js';

/** All processes of one attempt, wherever they went. */
export class ProcessTree {
  private ending: Promise<EndTally> | undefined;

  constructor(private readonly quarry: Quarry) {}

  /**
   * TERM to each, KILL after `graceMs`; resolves when none is left (see README). A further call waits for the former one and
   * looks again, without a grace: what it counted may be out of date.
   */
  end(graceMs: number): Promise<EndTally> {
    this.ending =
      this.ending === undefined
        ? endProcesses(this.quarry, graceMs)
        : this.ending.then(async (former) => together(former, await endProcesses(this.quarry, 0)));
    return this.ending;
  }
}

/** What was left is found, and counted, again. */
function together(former: EndTally, later: EndTally): EndTally {
  const ended = former.ended - former.left + later.ended;
  return { ended, killed: former.killed - former.left + later.killed, left: later.left };
}
