import { longestCheckpointBytes, resultFault } from '@orrery/domain';
import type { TaskContext, TaskLog } from '../task-context.js';
import type { AttemptLine } from './attempt-line.js';
import { mapItems } from './map-items.js';

/** The attempt as its handler sees it; the methods may be taken out of the object. What few handlers use is made on demand. */
export function contextOf<Params>(line: AttemptLine, params: Params): TaskContext<Params> {
  let log: TaskLog | undefined;
  const progress = (fraction: number, message?: string) => line.progress(fraction, message ?? null);
  return {
    params,
    runId: line.runId,
    attempt: line.attempt,
    fenceToken: line.attempt,
    plannedAt: line.plannedAt,
    shard: line.shard,
    lastCheckpoint: line.lastCheckpoint,
    secret: (name) => secretOf(line, name),
    get signal() {
      return line.signal;
    },
    get log() {
      return (log ??= logOf(line));
    },
    progress,
    checkpoint: (value) => checkpoint(line, value),
    map: (items, work, { concurrency = 10, reportsProgress = true } = {}) => {
      const onDone = reportsProgress ? progress : undefined;
      return mapItems([...items], work, { concurrency, signal: line.signal, onDone });
    },
  };
}

function logOf(line: AttemptLine): TaskLog {
  const info = (text: string) => line.log('stdout', text);
  return Object.assign((text: string) => info(text), {
    info,
    warn: (text: string) => line.log('stderr', `WARN ${text}`),
    error: (text: string) => line.log('stderr', `ERROR ${text}`),
  });
}

function secretOf({ taskName, secrets }: AttemptLine, name: string): string {
  if (Object.hasOwn(secrets, name)) return secrets[name]!;
  throw new Error(`the task "${taskName}" has no secret ${name}: its field "secrets" does not name it`);
}

/** What is stored is the value of this moment, as the next attempt will read it. */
function checkpoint(line: AttemptLine, value: unknown = null): Promise<void> {
  const fault = resultFault(value, longestCheckpointBytes);
  if (fault !== undefined) throw new RangeError(`the checkpoint ${fault}`);
  const stored = line.checkpoint(JSON.parse(JSON.stringify(value)) as unknown);
  // Nobody has to wait for it: its failure must not end the process.
  stored.catch(() => undefined);
  return stored;
}
