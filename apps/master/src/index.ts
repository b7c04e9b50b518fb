export { masterConfigTable, readMasterConfig, type MasterConfig } from './config.js';
export { localSecretsKeys } from './secrets/local-keys.js';
export { startMaster, type MasterDeps } from './start-master.js';
