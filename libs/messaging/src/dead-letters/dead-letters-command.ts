import { parseArgs } from 'node:util';
import { topology } from '@orrery/contracts';
import { InvalidError, type Clock } from '@orrery/domain';
import type { DeadLetterBox } from './dead-letter-box.js';
import type { DeadLetter } from './dead-letter.js';

const DEFAULT_LIST_LIMIT = 20;

export const deadLettersUsage = `Usage: dead-letters list|replay [queue] [--limit n]
  list    shows the dead messages of each queue (by default the first ${DEFAULT_LIST_LIMIT} of each) and leaves them there
  replay  publishes them to their queue again (by default all), removing each once the broker has confirmed it
Without a queue: all queues of the topology. Queues of further groups are named, e.g. work.gpu.`;

export interface DeadLettersCommand {
  readonly verb: 'list' | 'replay';
  readonly queues: readonly string[];
  readonly limit: number | undefined;
}

/** @throws InvalidError saying what is wrong with the arguments. */
export function parseDeadLettersCommand(args: readonly string[]): DeadLettersCommand {
  const { values, positionals } = parse(args);
  const [verb, queue, ...rest] = positionals;
  if (verb !== 'list' && verb !== 'replay') throw new InvalidError('Say list or replay.');
  if (rest.length > 0) throw new InvalidError(`Unexpected argument "${rest[0]}".`);
  if (values.limit !== undefined && !/^[1-9]\d{0,8}$/.test(values.limit)) {
    throw new InvalidError(`--limit must be a whole number of at least 1 (got "${values.limit}").`);
  }
  const all = topology.queues.filter(({ deadLetters }) => deadLetters).map(({ name }) => name);
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  return { verb, queues: queue === undefined ? all : [queue.replace(/\.dead$/, '')], limit };
}

/** Carries the command out, giving each line of its report to `print`. */
export async function runDeadLettersCommand(
  { verb, queues, limit }: DeadLettersCommand,
  box: DeadLetterBox,
  clock: Clock,
  print: (line: string) => void,
): Promise<void> {
  for (const queue of queues) {
    const found = await box.look(queue, verb === 'list' ? (limit ?? DEFAULT_LIST_LIMIT) : 0);
    if (found === undefined) {
      print(`${queue}: no such queue`);
    } else if (verb === 'list') {
      print(`${queue}: ${found.count} dead`);
      for (const letter of found.letters) print(`  ${describe(letter, clock.now())}`);
    } else if (found.count > 0) {
      print(`${queue}: ${await box.replay(queue, limit ?? Infinity)} of ${found.count} replayed`);
    } else {
      print(`${queue}: nothing to replay`);
    }
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { limit: { type: 'string' } } });
  } catch (error) {
    throw new InvalidError((error as Error).message);
  }
}

function describe({ type, id, sentAt, reason, excerpt }: DeadLetter, now: Date): string {
  const age = sentAt === undefined ? 'of unknown age' : `${Math.max(0, ageS(sentAt, now))} s old`;
  return `${type || '(no type)'} ${id || '(no id)'}, ${age}, ${reason}: ${excerpt.replaceAll(/\s+/g, ' ')}`;
}

function ageS(sentAt: Date, now: Date): number {
  return Math.round((now.getTime() - sentAt.getTime()) / 1000);
}
