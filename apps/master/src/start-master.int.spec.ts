import { masterPath } from './testing/master-path.js';
import { useMasters } from './testing/use-masters.js';

const masters = useMasters();

masterPath('MariaDB or MySQL and RabbitMQ', async () => ({
  broker: masters.rabbit.broker,
  start: () => masters.start(),
  close: () => Promise.resolve(),
}));
