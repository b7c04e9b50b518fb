import './http/request-state.js';

export { gatewayConfigTable, readGatewayConfig, type GatewayConfig } from './config.js';
export { startGateway, type GatewayDependencies, type RunningGateway } from './gateway.js';
export type { FirstAdminCreated } from './users/first-admin.js';
