import { inProcessWorld } from '../broker/in-process-world.js';
import { transportConformance } from './transport-conformance.js';

transportConformance('InProcessBroker', inProcessWorld());
