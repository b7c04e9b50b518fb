import { oneOf } from '../config/readers.js';
import { LOG_FORMATS, LOG_LEVELS } from './logger.js';

/** The logging entries of every app's configuration table. */
export const loggingConfig = {
  logLevel: oneOf('ORRERY_LOG_LEVEL', LOG_LEVELS, {
    default: 'info',
    doc: 'The least severe log lines that are written.',
  }),
  logFormat: oneOf('ORRERY_LOG_FORMAT', LOG_FORMATS, {
    default: 'json',
    doc: 'How log lines are written: JSON for machines or coloured text for people.',
  }),
};
