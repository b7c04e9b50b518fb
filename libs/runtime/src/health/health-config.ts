import { integer, text } from '../config/readers.js';

/** Where an app without an HTTP face of its own answers questions about its health. @param port when nobody says another one. */
export function healthConfig(port: number) {
  return {
    healthPort: integer('ORRERY_HEALTH_PORT', {
      default: port,
      min: 0,
      max: 65_535,
      doc: 'Port of /healthz, /readyz and /metrics; 0 takes any free one.',
    }),
    healthHost: text('ORRERY_HEALTH_HOST', {
      default: '127.0.0.1',
      doc: 'Address on which /healthz, /readyz and /metrics are answered; 0.0.0.0: on all of this machine.',
    }),
  };
}
