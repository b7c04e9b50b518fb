import { Injectable } from '@nestjs/common';
import { OutboxRelay } from '../events/outbox-relay.js';
import { RoomMaker } from '../logs/room-maker.js';
import type { LoopStep } from './loop-steps.js';

/** What is done again and again about events and logs that are there already. */
@Injectable()
export class UpkeepSteps {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly room: RoomMaker,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'outbox-relay', intervalMs: 1_000, step: () => this.relay.runOnce() },
      ...this.room.steps(),
    ];
  }
}
