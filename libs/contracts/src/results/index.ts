export * from './body-pattern.js';
export * from './expected-body-faults.js';
export * from './output-name.js';
export * from './output-path.js';
export * from './spec-output-faults.js';
