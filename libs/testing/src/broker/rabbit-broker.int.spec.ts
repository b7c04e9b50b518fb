import { brokerConformance } from './broker-conformance.js';
import { bareTopology } from './broker-specimens.js';
import { RabbitWorld } from './rabbit-world.js';

brokerConformance('RabbitBroker', new RabbitWorld(bareTopology));
