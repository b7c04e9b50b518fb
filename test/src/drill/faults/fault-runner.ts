import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../installation/until.js';
import type { Window } from '../ledger/planned-times.js';
import type { FaultKind } from './fault-kinds.js';
import type { Actuator, FaultGround, Preparation } from './fault-ground.js';
import { recoverMsOf, type Pace, type PlannedFault } from './fault-plan.js';
import { cutConnections, hangProcess, killProcess, loadWorker } from './process-faults.js';
import { fillQueue, stealDispatches } from './queue-faults.js';
import { crashServer, pauseServer, restartServer } from './server-faults.js';
import type { StruckFault } from './struck-fault.js';

const actuators: Readonly<Record<FaultKind, Actuator>> = {
  killLeader: killProcess,
  killMaster: killProcess,
  killWorker: killProcess,
  killLadenWorker: killProcess,
  loseWorker: killProcess,
  killGateway: killProcess,
  killAlarm: killProcess,
  hangLeader: hangProcess,
  hangMaster: hangProcess,
  hangWorker: hangProcess,
  cutConnections,
  restartBroker: restartServer,
  crashBroker: crashServer,
  restartDatabase: restartServer,
  crashDatabase: crashServer,
  pauseDatabase: pauseServer,
  fillQueue,
  stealDispatches,
};

const preparations: Readonly<Partial<Record<FaultKind, Preparation>>> = { killLadenWorker: loadWorker };

export interface FaultRunnerOptions {
  readonly ground: FaultGround;
  /** Who leads at the moment; undefined where nobody does. */
  readonly leader: () => string | undefined;
  /** The epoch under which a worker is known and up; undefined: it is not. */
  readonly epochOf: (worker: string) => string | undefined;
  readonly pace: Pace;
  readonly say: (text: string) => void;
}

/** Left between two faults, also where the one before took longer than was planned. */
const PAUSE_MS = 3_000;
const UP_WITHIN_MS = 60_000;

/** Carries out a timetable, one fault after the other; what would strike too late for the load is left out, and told. */
export class FaultRunner {
  constructor(private readonly options: FaultRunnerOptions) {}

  async run(plan: readonly PlannedFault[], { fromMs, toMs }: Window): Promise<StruckFault[]> {
    const { pace, say } = this.options;
    const struck: Promise<StruckFault>[] = [];
    let freeAt = 0;
    for (const fault of plan) {
      const atMs = Math.max(fromMs + fault.atMs, freeAt);
      if (atMs + fault.holdMs + PAUSE_MS > toMs) {
        say(`${fault.kind} ${fault.target} is left out: no time is left for it`);
        continue;
      }
      await sleep(Math.max(0, atMs - Date.now()));
      struck.push(this.strike(fault));
      if (pace.oneAtATime) freeAt = this.freeAfter(await struck.at(-1)!);
    }
    return Promise.all(struck);
  }

  private freeAfter({ kind, releasedAt, recoveredAt }: StruckFault): number {
    return Math.max(recoveredAt + PAUSE_MS, releasedAt + recoverMsOf(kind, this.options.pace));
  }

  private async strike(fault: PlannedFault): Promise<StruckFault> {
    const { ground, leader, say, epochOf } = this.options;
    const leading = leader();
    const hit = fault.target === 'leader' ? (leading ?? ground.cluster.crew.masters[0]!) : fault.target;
    const prepared = await preparations[fault.kind]?.(ground, hit);
    const actuator = actuators[fault.kind];
    const formerEpoch = actuator === killProcess ? epochOf(hit) : undefined;
    say(`${fault.kind} ${hit}${fault.holdMs > 0 ? ` for ${fault.holdMs} ms` : ''}`);
    const deed = await actuator(ground, hit, fault.holdMs);
    const unready = await this.untilWell(hit, formerEpoch).then(() => undefined, String);
    const recoveredAt = Date.now();
    say(`${fault.kind} ${hit}: ${unready ?? `all ready again after ${recoveredAt - deed.at} ms`}`);
    const told = { ...fault, ...prepared, ...deed, hit, hitLeader: hit === leading };
    return { stolen: [], count: 0, ...told, recoveredAt, unready };
  }

  /** All processes are ready and all workers known to be up, the killed one by its next life. */
  private async untilWell(hit: string, formerEpoch: string | undefined): Promise<void> {
    const { ground, epochOf } = this.options;
    await ground.cluster.untilAllReady();
    const isUp = (worker: string) => {
      const epoch = epochOf(worker);
      return epoch !== undefined && (worker !== hit || epoch !== formerEpoch);
    };
    await until('all workers to be known as up', () => ground.cluster.crew.workers.every(isUp), UP_WITHIN_MS);
  }
}
