/** Processes that are to end, as whoever ends them sees them. */
export abstract class Quarry {
  /** Those alive now. */
  abstract find(): Promise<readonly number[]>;

  /** Asks them to end. */
  term(pids: readonly number[]): void {
    for (const pid of pids) signal(pid, 'SIGTERM');
  }

  /** Ends them; whoever appears meanwhile is found by the next look. */
  kill(pids: readonly number[]): void {
    for (const pid of pids) signal(pid, 'SIGKILL');
  }
}

/** Processes that somebody looks for. */
export class FoundProcesses extends Quarry {
  /** @param spared not asked to end: it is a sandbox itself, and with it all would be killed at once. */
  constructor(
    readonly find: () => Promise<readonly number[]>,
    private readonly spared?: number,
  ) {
    super();
  }

  override term(pids: readonly number[]): void {
    super.term(pids.filter((pid) => pid !== this.spared));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended meanwhile, or is not ours: the next look tells
  }
}
