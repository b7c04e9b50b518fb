import type { DispatchMessage } from '@orrery/contracts';
import { payloadsOf, type Broker, type Delivery } from '@orrery/messaging';
import { messageOf, type Logger } from '@orrery/runtime';

/**
 * The dispatches that came as one message. It is settled when each of them is: acknowledged when all stand in the spool,
 * returned when none does. What could not be taken of a mixed one goes back as messages of its own before the whole is
 * acknowledged, so nothing is lost; a death between the two leaves copies, which claims and the spool tell apart.
 */
export class DispatchBundle {
  /** What is neither taken over nor returned yet. */
  private readonly open: Set<unknown>;
  private readonly size: number;
  private readonly returned: unknown[] = [];

  constructor(
    readonly delivery: Delivery,
    private readonly broker: Pick<Broker, 'publish'>,
    private readonly logger: Logger,
  ) {
    this.open = new Set(payloadsOf(delivery));
    this.size = this.open.size;
  }

  /** It stands in the spool. */
  accepted(dispatch: DispatchMessage): void {
    if (this.open.delete(dispatch)) this.settleWhenDone();
  }

  /** It finds no place here. */
  giveBack(dispatch: DispatchMessage): void {
    this.return(dispatch);
  }

  /** It is not understood: alone it is dead, among others it goes back to come again alone. */
  refuse(payload: unknown): void {
    if (this.size === 1) this.delivery.reject({ requeue: false });
    else this.return(payload);
  }

  private return(payload: unknown): void {
    if (!this.open.delete(payload)) return;
    this.returned.push(payload);
    this.settleWhenDone();
  }

  private settleWhenDone(): void {
    if (this.open.size > 0) return;
    if (this.returned.length === 0) this.delivery.ack();
    else if (this.size === 1) this.delivery.reject({ requeue: true });
    else void this.sendBack();
  }

  private async sendBack(): Promise<void> {
    const { routingKey, type, headers } = this.delivery;
    try {
      await this.broker.publish(
        this.returned.map((body) => ({ exchange: 'work', routingKey, type, body, headers })),
      );
      this.delivery.ack();
    } catch (error) {
      this.logger.warn({ reason: messageOf(error) }, 'dispatches could not be sent back; all of them return');
      this.delivery.reject({ requeue: true });
    }
  }
}
