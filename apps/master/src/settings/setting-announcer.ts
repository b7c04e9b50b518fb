import { Injectable } from '@nestjs/common';
import { MessageSender } from '@orrery/messaging';
import { EventPublisher } from '../events/event-publisher.js';
import { ClusterSettings } from './cluster-settings.js';

/** Makes a change count: here at once, and elsewhere as soon as the event is there. */
@Injectable()
export class SettingAnnouncer {
  constructor(
    private readonly settings: ClusterSettings,
    private readonly publisher: EventPublisher,
    private readonly sender: MessageSender,
  ) {}

  async changed(name: string, version: number): Promise<void> {
    await this.settings.runOnce();
    await this.publisher.bestEffort('setting.changed', () =>
      this.sender.send('setting.changed', { v: 1, name, version }),
    );
  }
}
