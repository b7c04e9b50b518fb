export * from './calls/index.js';
export * from './fields/index.js';
export * from './http/index.js';
export * from './logs/index.js';
export * from './messages/index.js';
export * from './results/index.js';
export * from './schema/json-schema.js';
export * from './topology/index.js';
