import { Injectable } from '@nestjs/common';
import { Broker } from '@orrery/messaging';
import { ClusterSettings } from '../settings/cluster-settings.js';

/** Whether anything may be sent at all: the broker is there, and nobody paused the cluster. */
@Injectable()
export class DispatchGate {
  constructor(
    private readonly broker: Broker,
    private readonly settings: ClusterSettings,
  ) {}

  isOpen(): boolean {
    return this.broker.isConnected() && !this.settings.current('scheduling.paused');
  }
}
