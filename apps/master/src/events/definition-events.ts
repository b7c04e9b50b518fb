import { Injectable } from '@nestjs/common';
import type { DefinitionChangedEvent } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { EventPublisher } from './event-publisher.js';

/** Tells caches that a definition changed. */
@Injectable()
export class DefinitionEvents {
  constructor(
    private readonly publisher: EventPublisher,
    private readonly sender: MessageSender,
  ) {}

  async changed(
    kind: DefinitionChangedEvent['kind'],
    id: string,
    version: number,
    deleted = false,
  ): Promise<void> {
    await this.publisher.bestEffort('definition.changed', () =>
      this.sender.send('definition.changed', { v: 1, kind, id, version, deleted }),
    );
  }
}
