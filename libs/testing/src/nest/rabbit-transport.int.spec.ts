import { bareTopology } from '../broker/broker-specimens.js';
import { RabbitWorld } from '../broker/rabbit-world.js';
import { transportConformance } from './transport-conformance.js';

transportConformance('RabbitBroker', new RabbitWorld(bareTopology));
