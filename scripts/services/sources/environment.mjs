/** A server whose address the environment names. It is meant, so it must answer: no other one is taken instead. */
export async function fromEnvironment(server, { env }) {
  const url = env[server.variable];
  if (!url) return undefined;
  try {
    return { url, from: `${await server.probe(url)} named by ${server.variable}` };
  } catch (error) {
    throw Object.assign(
      new Error(`${server.variable} names a server that cannot be used: ${error.message}`),
      {
        final: true,
      },
    );
  }
}
