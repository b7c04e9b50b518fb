import { CircleBreaker } from './circle-breaker.js';
import { CircleEndings } from './circle-endings.js';
import { WaitingReader } from './waiting-reader.js';

/** The providers of this room. */
export const circlesParts = [CircleBreaker, CircleEndings, WaitingReader];
