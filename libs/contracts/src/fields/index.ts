export { compose } from './compose.js';
export * from './object-fields.js';
export * from './piecewise-fields.js';
export { QuicklyRead } from './quick-fields.js';
export * from './scalar-fields.js';
export * from './validate.js';
