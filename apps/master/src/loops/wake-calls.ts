import { Injectable } from '@nestjs/common';

/** Lets one part of the master hurry the loop of another without knowing it. */
abstract class WakeCall {
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

/** A run became ready, or room for one: the backlog is worth a look. */
@Injectable()
export class DispatchWake extends WakeCall {}
