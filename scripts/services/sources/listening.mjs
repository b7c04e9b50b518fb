/** A server that already listens on its default port of this machine and lets us in with its default account. */
export async function fromListening(server, { ports = {} }) {
  const port = ports[server.key] ?? server.defaultPort;
  const url = server.urlAt(port);
  return { url, from: `${await server.probe(url)} already listening on port ${port}` };
}
