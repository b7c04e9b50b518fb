import { Injectable } from '@nestjs/common';

/** Lets one part of the master hurry the loop of another without knowing it. */
export abstract class WakeCall {
  readonly #listeners: (() => void)[] = [];

  onWake(listener: () => void): void {
    this.#listeners.push(listener);
  }

  wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A schedule was made or changed: it may be due at once. */
@Injectable()
export class PlannerWake extends WakeCall {}

/** A serial schedule is due, to the millisecond. */
@Injectable()
export class PunctualWake extends WakeCall {}

/** A worker joined: it waits for word of how much to pull. */
@Injectable()
export class IntakeWake extends WakeCall {}

/** A run became ready, or room for one: the backlog is worth a look. */
@Injectable()
export class DispatchWake extends WakeCall {
  readonly #ofRoom: (() => void)[] = [];

  /** As `onWake`, and also where there is room but nothing in the backlog. */
  onRoom(listener: () => void): void {
    this.onWake(listener);
    this.#ofRoom.push(listener);
  }

  /** There is room for what waits outside of the backlog. */
  wakeForRoom(): void {
    for (const listener of this.#ofRoom) listener();
  }
}

/** A heartbeat is news. */
@Injectable()
export class HeartbeatWake extends WakeCall {}

/** Something became free that runs outside of the backlog may wait for. */
@Injectable()
export class ParkedWake extends WakeCall {}

/** There is something to look at in workflow runs. */
@Injectable()
export class WorkflowWake extends WakeCall {}
