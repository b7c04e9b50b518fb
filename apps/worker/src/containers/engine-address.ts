/** Where an engine listens, as its client wants it. What is not named here must not come from the environment of the worker. */
export interface EngineConnection {
  readonly socketPath: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly protocol: 'http' | 'https';
}

const usualPorts = { http: '2375', https: '2376' } as const;

/** Reads `/run/docker.sock`, `unix:///run/docker.sock`, `tcp://host:2375`, `http://host:2375` or `https://host:2376`. */
export function engineConnection(address: string): EngineConnection {
  if (/^(unix:\/)?\//.test(address)) {
    const socketPath = address.replace(/^unix:\/\//, '');
    return { socketPath, host: undefined, port: undefined, protocol: 'http' };
  }
  const { protocol: scheme, hostname, port } = new URL(address);
  const protocol = scheme === 'https:' ? 'https' : 'http';
  return { socketPath: undefined, host: hostname, port: port || usualPorts[protocol], protocol };
}
