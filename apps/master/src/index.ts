export { masterConfigTable, readMasterConfig, type MasterConfig } from './config.js';
export { startMaster, type MasterDeps } from './start-master.js';
