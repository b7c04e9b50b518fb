export * from './catalogue.js';
export * from './topology.js';
