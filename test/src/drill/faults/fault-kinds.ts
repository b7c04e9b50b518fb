import type { Random } from './random.js';

/** The processes of the cluster under drill, by their names. */
export interface Crew {
  readonly masters: readonly string[];
  readonly workers: readonly string[];
  readonly gateways: readonly string[];
  readonly alarms: readonly string[];
}

export interface FaultTraits {
  /** Whom it hits; `leader` is whoever leads when it strikes. */
  readonly target: (crew: Crew, random: Random) => string;
  /** How long it lasts: a process stands still or is kept down, a server is away. */
  readonly holdMs: readonly [number, number];
  /** How long it is left alone after it was released, so that its effects are not taken for those of the next one. */
  readonly recoverMs: number;
}

const processes = (crew: Crew) => [...crew.masters, ...crew.workers, ...crew.gateways, ...crew.alarms];
/** Queues that a flood can hit without being what the drill measures. */
const FLOODED = ['work.default', 'master.reports', 'master.logs', 'master.heartbeats'];

/** Every fault the drill knows. Lengths in ms. */
export const faultTraits = {
  killLeader: { target: () => 'leader', holdMs: [0, 0], recoverMs: 10_000 },
  killMaster: { target: (crew, random) => random.pick(crew.masters), holdMs: [0, 0], recoverMs: 10_000 },
  killWorker: { target: (crew, random) => random.pick(crew.workers), holdMs: [0, 0], recoverMs: 10_000 },
  /** While a task of every kind runs on it. */
  killLadenWorker: {
    target: (crew, random) => random.pick(crew.workers),
    holdMs: [0, 0],
    recoverMs: 10_000,
  },
  /** The machine is gone for a while: nobody starts the worker again at once. */
  loseWorker: {
    target: (crew, random) => random.pick(crew.workers),
    holdMs: [12_000, 15_000],
    recoverMs: 10_000,
  },
  killGateway: { target: (crew, random) => random.pick(crew.gateways), holdMs: [0, 0], recoverMs: 10_000 },
  killAlarm: { target: (crew, random) => random.pick(crew.alarms), holdMs: [0, 0], recoverMs: 8_000 },
  /** Longer than any lease. */
  hangLeader: { target: () => 'leader', holdMs: [11_000, 14_000], recoverMs: 7_000 },
  hangMaster: {
    target: (crew, random) => random.pick(crew.masters),
    holdMs: [11_000, 14_000],
    recoverMs: 7_000,
  },
  hangWorker: {
    target: (crew, random) => random.pick(crew.workers),
    holdMs: [15_000, 18_000],
    recoverMs: 8_000,
  },
  cutConnections: {
    target: (crew, random) => random.pick(processes(crew)),
    holdMs: [0, 0],
    recoverMs: 5_000,
  },
  /** An Erlang node needs its time to come up. */
  restartBroker: { target: () => 'rabbitmq', holdMs: [500, 2_000], recoverMs: 15_000 },
  crashBroker: { target: () => 'rabbitmq', holdMs: [500, 2_000], recoverMs: 15_000 },
  restartDatabase: { target: () => 'mysql', holdMs: [500, 2_000], recoverMs: 7_000 },
  crashDatabase: { target: () => 'mysql', holdMs: [500, 2_000], recoverMs: 7_000 },
  pauseDatabase: { target: () => 'mysql', holdMs: [10_000, 10_000], recoverMs: 8_000 },
  fillQueue: { target: (_crew, random) => random.pick(FLOODED), holdMs: [0, 0], recoverMs: 6_000 },
  /** Dispatches vanish between the broker and the workers. */
  stealDispatches: { target: () => 'work.default', holdMs: [1_500, 1_500], recoverMs: 12_000 },
} satisfies Record<string, FaultTraits>;

export type FaultKind = keyof typeof faultTraits;
export const faultKinds = Object.keys(faultTraits) as FaultKind[];
