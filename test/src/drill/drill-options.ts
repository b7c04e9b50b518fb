import { parseArgs } from 'node:util';
import { faultKinds, type FaultKind } from './faults/fault-kinds.js';

export interface DrillOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly masters: number;
  readonly workers: number;
  readonly kinds: readonly FaultKind[];
  /** Kinds of tasks that this machine cannot run are left out, and told; otherwise there is no drill then. */
  readonly mayLackSome: boolean;
  readonly say: (text: string) => void;
}

/** What the command line says. */
export interface DrillCommand extends Omit<DrillOptions, 'say' | 'mayLackSome'> {
  /** Where the report goes as JSON. */
  readonly out: string;
}

const USAGE = `npm run drill -- [--minutes 5] [--seed 7] [--masters 3] [--workers 3] [--faults all|none|KIND,KIND]
                [--out .orrery/drill/seed-7.json]
Kinds: ${faultKinds.join(', ')}`;

/** Reads the command line; throws with the flag's name and the usage when something is wrong. */
export function readDrillOptions(args: readonly string[]): DrillCommand {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: text('5'),
      seed: text('7'),
      masters: text('3'),
      workers: text('3'),
      faults: text('all'),
      out: { type: 'string' },
    },
  });
  const seed = number('seed', values.seed, [0, 2 ** 32 - 1]);
  return {
    seed,
    minutes: number('minutes', values.minutes, [0.1, 120]),
    masters: number('masters', values.masters, [2, 9]),
    workers: number('workers', values.workers, [2, 9]),
    kinds: kindsOf(values.faults),
    out: values.out ?? `.orrery/drill/seed-${seed}.json`,
  };
}

function number(name: string, text: string, [min, max]: readonly [number, number]): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new Error(`--${name} must be a number from ${min} to ${max} (got ${text})\n${USAGE}`);
}

function kindsOf(text: string): readonly FaultKind[] {
  if (text === 'all') return faultKinds;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const kind = faultKinds.find((each) => each === name);
    if (kind === undefined) throw new Error(`--faults does not know ${name}\n${USAGE}`);
    return kind;
  });
}
