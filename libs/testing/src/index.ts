export { SettableClock } from './settable-clock.js';
export { freshMysqlUrl, useDatabase, type UseDatabaseOptions, type UsedDatabase } from './use-database.js';
export { useContainerEngine, type UsedEngine } from './use-container-engine.js';
export { CuttableProxy } from './cuttable-proxy.js';
export { Inbox } from './broker/inbox.js';
export { useBubblewrap } from './use-bubblewrap.js';
export { useBroker, type UsedBroker } from './use-broker.js';
export { removeNamespace } from './broker/remove-namespace.js';
export { S3Server } from './s3/s3-server.js';
