import type { RunState } from '@orrery/domain';
import type { TaskInput } from '../../installation/orrery-api.js';
import { withEffects, type EffectSink } from '../effects/effect-script.js';
import type { KindName } from '../kinds/kind-names.js';

/**
 * How often a run of the task may have its effect, and by whose merit. `once`: at most once by the platform alone (a loss
 * ends the run). `fenced`: once, by the platform and the fence token that the task uses. `repeated`: marked idempotent,
 * any number. `none`: no effect.
 */
export type EffectKind = 'none' | 'once' | 'fenced' | 'repeated';

export interface TaskPlan {
  readonly name: string;
  readonly effect: EffectKind;
  /** How its runs may end; anything else breaks the drill. */
  readonly mayEnd: readonly RunState[];
  readonly definition: TaskInput;
  /** Of those that are there to have every kind of task. */
  readonly kindName?: KindName;
  /** The worker to which alone its runs may go. */
  readonly boundTo?: string;
}

/** Seconds that the long tasks take. */
export type LongSeconds = readonly [from: number, to: number];

const NEVER_GIVEN_UP = { maxLosses: 100 };
const BACKOFF = { kind: 'fixed', delayMs: 500 } as const;
const FAIL_FIRST = '[ "$ORRERY_ATTEMPT" -gt 1 ] || exit 3; ';

/** All tasks of the load. */
export function taskPlans(sink: EffectSink, [from, to]: LongSeconds): TaskPlan[] {
  const long = `sleep $((${from} + $$ % ${to - from + 1}))`;
  const shell = (name: string, command: string) => shellTask(sink, name, command);
  return [
    probe,
    once(shell('once', 'effect; sleep 0.3')),
    once(shell('once-flaky', `${FAIL_FIRST}effect; sleep 0.2`)),
    once(shell('once-long', `effect; ${long}`)),
    fenced(shell('fenced', 'register; sleep 0.1; commit; sleep 0.2')),
    fenced(shell('fenced-flaky', `${FAIL_FIRST}register; commit`)),
    fenced(shell('fenced-long', `register; ${long}; commit; sleep 0.5`)),
    fenced(shell('fenced-slow', 'register; sleep 3; commit')),
    repeated(shell('repeated', 'effect; sleep 0.5')),
    repeated(shell('repeated-flaky', `${FAIL_FIRST}effect`)),
    repeated(shell('repeated-long', `${long}; effect`)),
    failing(shell('failing', 'exit 3')),
  ];
}

/** Costs next to nothing, so that many of them show how late the platform is at every moment. */
const probe: TaskPlan = {
  name: 'probe',
  effect: 'none',
  mayEnd: ['succeeded'],
  definition: {
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
    idempotent: true,
    retry: retries(NEVER_GIVEN_UP),
  },
};

function shellTask({ env }: EffectSink, name: string, command: string) {
  const spec = { command: withEffects(command), env };
  return { name, definition: { name: `drill-${name}`, kind: 'shell' as const, spec, timeoutMs: 300_000 } };
}

type Shell = ReturnType<typeof shellTask>;

function retries(more: { maxLosses: number }) {
  return { maxAttempts: 3, backoff: BACKOFF, ...more };
}

function once({ name, definition }: Shell): TaskPlan {
  const retry = retries({ maxLosses: 1 });
  return { name, effect: 'once', mayEnd: ['succeeded', 'lost'], definition: { ...definition, retry } };
}

function fenced({ name, definition }: Shell): TaskPlan {
  const retry = retries(NEVER_GIVEN_UP);
  return { name, effect: 'fenced', mayEnd: ['succeeded'], definition: { ...definition, retry } };
}

function repeated({ name, definition }: Shell): TaskPlan {
  const own = { ...definition, idempotent: true, retry: retries(NEVER_GIVEN_UP) };
  return { name, effect: 'repeated', mayEnd: ['succeeded'], definition: own };
}

/** Whenever it runs: for workflows that have to fail. */
function failing({ name, definition }: Shell): TaskPlan {
  const retry = { maxAttempts: 2, backoff: BACKOFF, ...NEVER_GIVEN_UP };
  return { name, effect: 'none', mayEnd: ['failed'], definition: { ...definition, retry } };
}
