export * from './log-packing.js';
export * from './log-text.js';
