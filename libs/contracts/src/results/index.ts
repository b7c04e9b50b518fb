export * from './output-name.js';
export * from './output-path.js';
export * from './result-limits.js';
export * from './spec-output-faults.js';
