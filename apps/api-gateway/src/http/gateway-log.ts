import type { Logger } from '@orrery/runtime';

/** The gateway's logger as something that can be injected. */
export class GatewayLog {
  constructor(readonly logger: Logger) {}
}
