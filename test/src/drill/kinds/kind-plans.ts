import { defaultIsolation, noRequirements, type IsolationLevel } from '@orrery/domain';
import type { TaskInput } from '../../installation/orrery-api.js';
import { withEffects, type EffectSink } from '../effects/effect-script.js';
import type { EffectKind, TaskPlan } from '../load/task-plans.js';
import { environmentOf, startChildren } from './children.js';
import { levelOf, type KindName } from './kind-names.js';
import type { Span } from './slow-server.js';

/** What the tasks of all kinds work with. */
export interface KindTools {
  /** In the environment of everything that they start. */
  readonly mark: string;
  readonly kinds: readonly KindName[];
  readonly sink: EffectSink;
  /** Whether attempts have user ids of their own, so that what they leave in /tmp is removed. */
  readonly hasUids: boolean;
  readonly urlFor: (span: Span) => string;
  /** May read, and nothing else. */
  readonly database: { readonly host: string; readonly port: number; readonly user: string };
  /** Undefined: no containers. */
  readonly image: string | undefined;
}

/** Label of each worker, with its name: tasks may ask for it. */
export const WORKER_LABEL = 'drill-worker';
/** The handler of the drill's own workers. */
const HANDLER = 'drill.wait';

const scheduled: Span = { firstMs: 3_000, laterMs: 3_000 };
/** Long enough for all of them to run together; the attempt after the kill has nothing to wait for. */
const bound: Span = { firstMs: 40_000, laterMs: 1_000 };
/** A statement knows nothing of attempts: all of them take as long. */
const STATEMENT_SECONDS = 8;
/** What these tasks need may be away for as long as a server is. */
const RETRY = { maxAttempts: 100, backoff: { kind: 'fixed', delayMs: 500 }, maxLosses: 100 } as const;

/** One task of each kind. @param worker where alone its runs go; absent: to any one. */
export function kindPlans(tools: KindTools, worker?: string): TaskPlan[] {
  const span = worker === undefined ? scheduled : bound;
  return tools.kinds.map((kind): TaskPlan => {
    const requires = { ...noRequirements, ...(worker && { labels: { [WORKER_LABEL]: worker } }) };
    const limits = { timeoutMs: 300_000, killGraceMs: 300, retry: RETRY, requires };
    const effect = effectOf(kind);
    return {
      name: worker === undefined ? `kind-${kind}` : `${worker}-${kind}`,
      effect,
      mayEnd: ['succeeded'],
      definition: { ...workOf(kind, span, tools), ...limits, idempotent: effect === 'repeated' },
      kindName: kind,
      boundTo: worker,
    };
  });
}

/** Sandboxes and containers get to nothing outside, where an effect could be noted. */
function effectOf(kind: KindName): EffectKind {
  if (kind === 'http') return 'repeated';
  return levelOf(kind) === 'none' || levelOf(kind) === 'process' ? 'fenced' : 'none';
}

function workOf(
  kind: KindName,
  span: Span,
  tools: KindTools,
): Pick<TaskInput, 'kind' | 'spec' | 'isolation'> {
  switch (kind) {
    case 'http':
      return { kind, spec: { method: 'GET', url: tools.urlFor(span) } };
    case 'sql':
      return { kind, spec: statements(tools) };
    case 'handler':
      return { kind, spec: { handler: HANDLER }, params: span } as Pick<TaskInput, 'kind' | 'spec'>;
    case 'container':
      return containerWork(span, tools);
    case 'shell-none':
    case 'shell-process':
    case 'shell-sandbox':
      return {
        kind: 'shell',
        spec: { command: programOf(kind, span, tools), env: env(kind, tools) },
        ...at(kind),
      };
    case 'script-none':
    case 'script-process':
    case 'script-sandbox': {
      const source = programOf(kind, span, tools);
      return { kind: 'script', spec: { interpreter: 'sh', source, env: env(kind, tools) }, ...at(kind) };
    }
  }
}

function at(kind: KindName) {
  const level: IsolationLevel = levelOf(kind)!;
  return { isolation: { ...defaultIsolation, level } };
}

function statements({ database }: KindTools) {
  const connection = { ...database, tls: 'off' } as const;
  const count = { sql: 'SELECT COUNT(*) AS views FROM information_schema.tables' };
  const sleep = { sql: `SELECT SLEEP(${STATEMENT_SECONDS}) AS slept` };
  return { connection, statements: [count, sleep], transaction: true, maxRows: 10 };
}

function containerWork(span: Span, tools: KindTools) {
  const args = ['/bin/sh', '-c', `${startChildren}\n${pause(span)}`];
  const spec = { image: tools.image!, pullPolicy: 'never', readOnlyRoot: true, args } as const;
  const isolation = { ...defaultIsolation, network: 'none' };
  return {
    kind: 'container' as const,
    spec: { ...spec, env: environmentOf(tools.mark, 'container') },
    isolation,
  };
}

/** Beside its children it leaves a file where everybody may, if somebody removes it. */
function programOf(kind: KindName, span: Span, { hasUids }: KindTools): string {
  if (effectOf(kind) !== 'fenced') return `${startChildren}\n${pause(span)}`;
  const leave = levelOf(kind) === 'process' && hasUids ? `: > "/tmp/$DRILL_MARK.$ORRERY_ATTEMPT_ID"` : ':';
  return withEffects(`register\n${leave}\n${startChildren}\n${pause(span)}\ncommit`);
}

function pause({ firstMs, laterMs }: Span): string {
  return `if [ "$ORRERY_ATTEMPT" -gt 1 ]; then sleep ${laterMs / 1_000}; else sleep ${firstMs / 1_000}; fi`;
}

function env(kind: KindName, { mark, sink }: KindTools) {
  return { ...sink.env, ...environmentOf(mark, kind) };
}
