import { describe, expect, it } from 'vitest';
import { engineConnection } from './engine-address.js';

describe('the address of an engine', () => {
  it.each(['/run/podman/podman.sock', 'unix:///run/podman/podman.sock'])('may be a socket: %s', (address) => {
    expect(engineConnection(address)).toMatchObject({
      socketPath: '/run/podman/podman.sock',
      host: undefined,
    });
  });

  it.each([
    ['tcp://engine:1234', { host: 'engine', port: '1234', protocol: 'http' }],
    ['tcp://10.0.0.7', { host: '10.0.0.7', port: '2375', protocol: 'http' }],
    ['https://engine.example.org', { host: 'engine.example.org', port: '2376', protocol: 'https' }],
  ])('may be %s', (address, connection) => {
    expect(engineConnection(address)).toEqual({ ...connection, socketPath: undefined });
  });
});
