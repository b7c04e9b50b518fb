import type { AlarmStore } from '../alarms/alarm.store.js';
import type { ConsumedEventStore } from '../intake/consumed-event.store.js';
import type { NotificationStore } from '../notifying/notification.store.js';
import type { RuleStore } from '../rules/rule.store.js';

/** The stores of one unit of work; valid only inside the callback that received them. */
export interface Stores {
  readonly rules: RuleStore;
  readonly alarms: AlarmStore;
  readonly notifications: NotificationStore;
  readonly consumedEvents: ConsumedEventStore;
}

/** Where the service keeps what it knows: all that happens in one `transaction` happens, or nothing of it. */
export abstract class Storage {
  /** The work may be run again after a transient error: it must touch nothing but its stores. */
  abstract transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Single statements outside a transaction. */
  abstract run<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
}
