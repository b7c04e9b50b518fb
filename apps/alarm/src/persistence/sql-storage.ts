import type { Database, Session } from '@orrery/persistence';
import { Storage, type Stores } from '../storage/storage.js';
import { SqlAlarmStore } from './sql-alarm.store.js';
import { SqlConsumedEventStore } from './sql-consumed-event.store.js';
import { SqlNotificationStore } from './sql-notification.store.js';
import { SqlRuleStore } from './sql-rule.store.js';

/** Keeps everything in the service's one SQL database. */
export class SqlStorage extends Storage {
  constructor(private readonly database: Database) {
    super();
  }

  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.database.transaction((session) => work(storesOn(session)));
  }

  run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.database.run((session) => work(storesOn(session)));
  }
}

function storesOn(session: Session): Stores {
  return {
    rules: new SqlRuleStore(session),
    alarms: new SqlAlarmStore(session),
    notifications: new SqlNotificationStore(session),
    consumedEvents: new SqlConsumedEventStore(session),
  };
}
