import { brokerConformance } from './broker-conformance.js';
import { inProcessWorld } from './in-process-world.js';

brokerConformance('InProcessBroker', inProcessWorld());
