export * from './catalogue.js';
export * from './control.message.js';
export * from './dispatch.message.js';
export * from './event.message.js';
export * from './heartbeat.message.js';
export * from './log.message.js';
export * from './report.message.js';
