export * from './left-out-note.js';
export * from './log-packing.js';
export * from './log-text.js';
