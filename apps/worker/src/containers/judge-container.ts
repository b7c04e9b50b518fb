import { defaultIsolation, type Isolation, type ResourceLimits, type RunFailure } from '@orrery/domain';
import { judgeIsolation, type IsolationRules } from '../isolating/judge-isolation.js';
import type { ContainerConfig } from './container-config.js';
import type { ContainerOrder } from './container-order.js';

/** How a container runs. */
export interface ContainerPlan {
  readonly kind: 'run';
  readonly network: string;
  /** 0: no limit. */
  readonly limits: ResourceLimits;
  /** What was asked for and is not given, one sentence each. */
  readonly degraded: readonly string[];
}

/** What the worker makes of the wishes of a task. */
export type ContainerVerdict =
  | ContainerPlan
  /** `isolation_unavailable`: another worker may. */
  | (Pick<RunFailure, 'message' | 'retry'> & { readonly kind: 'refused' | 'isolation_unavailable' });

export type ContainerRules = IsolationRules & Pick<ContainerConfig, 'containerNetworks' | 'containerRoot'>;

/** Engines can do all of it, whatever the worker itself may. */
const engine = {
  ...{ isLinux: true, isRoot: true, hasSandbox: true, tools: { shell: '' }, missing: [] },
  cgroups: { controls: new Set(['cpu', 'memory', 'pids'] as const) },
};

/** Decides with which network and limits a container runs, or why it does not. */
export function judgeContainer(
  { user }: Pick<ContainerOrder, 'user'>,
  asked: Isolation = defaultIsolation,
  rules: ContainerRules,
): ContainerVerdict {
  if (user !== undefined && /^0+(:|$)/.test(user) && !rules.containerRoot)
    return {
      kind: 'refused',
      message: 'this worker runs no container as user 0 (ORRERY_CONTAINER_ROOT)',
      retry: { kind: 'never' },
    };
  const { network } = asked;
  const isKnown = ['host', 'none', ...rules.containerNetworks].includes(network);
  if (!isKnown) {
    const known = rules.containerNetworks.join(', ') || 'none';
    const message = `this worker gives containers no network "${network}"; ORRERY_CONTAINER_NETWORKS names: ${known}`;
    return { kind: 'isolation_unavailable', message };
  }
  const usual = { ...asked, level: 'sandbox', network: 'host' } as const;
  const verdict = judgeIsolation(usual, { ...rules, isolationFloor: 'none' }, engine);
  if (verdict.kind === 'refuse') return { kind: 'isolation_unavailable', message: verdict.message };
  return { kind: 'run', network, limits: verdict.plan.limits, degraded: verdict.plan.degraded };
}
