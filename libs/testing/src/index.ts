export { SettableClock } from './settable-clock.js';
export { freshMysqlUrl, useDatabase, type UseDatabaseOptions, type UsedDatabase } from './use-database.js';
export { CuttableProxy } from './cuttable-proxy.js';
export { Inbox } from './broker/inbox.js';
export { useBroker, type UsedBroker } from './use-broker.js';
export { removeNamespace } from './broker/remove-namespace.js';
