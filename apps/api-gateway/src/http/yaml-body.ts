import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CORE_SCHEMA, load, YAMLException } from 'js-yaml';

/** Media types under which YAML comes (RFC 9512 names the first). */
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Lets a route take its body as YAML too. */
export function TakesYaml(): MethodDecorator {
  return RouteConfig({ takesYaml: true });
}

/** Reads YAML bodies for the routes that take them; for others it is a media type like any that is not JSON. */
export function acceptYaml(server: FastifyInstance, mostBytes: number): void {
  server.addContentTypeParser(yamlTypes, { parseAs: 'string' }, (request, body, done) => {
    try {
      done(null, takesYaml(request) ? readYaml(body as string, mostBytes) : refuse(415, 'Send JSON.'));
    } catch (error) {
      done(error as Error);
    }
  });
}

function takesYaml(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { takesYaml?: boolean }).takesYaml === true;
}

function readYaml(text: string, mostBytes: number): unknown {
  try {
    const value = text.trim() === '' ? undefined : load(text, { schema: CORE_SCHEMA });
    return isSmall(value, mostBytes) ? value : refuse(413, 'Its aliases make it too large.');
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const reason = error.toString(true).replace(`${error.name}: `, '');
    return refuse(400, `The YAML cannot be read: ${reason}.`);
  }
}

/** Whether its JSON would be small, aliases written out: ten of ten of ten … of them are a lot, and one may stand for itself. */
function isSmall(value: unknown, mostBytes: number): boolean {
  const open = [value];
  let bytes = 0;
  while (open.length > 0 && bytes <= mostBytes) {
    const each = open.pop();
    if (typeof each !== 'object' || each === null) {
      bytes += jsonBytes(each);
      continue;
    }
    bytes += 2;
    for (const [key, child] of Object.entries(each)) {
      bytes += Array.isArray(each) ? 1 : jsonBytes(key) + 2;
      open.push(child);
    }
  }
  return bytes <= mostBytes;
}

/** With no number, which JSON has no word for, as null. */
function jsonBytes(scalar: unknown): number {
  return Buffer.byteLength(JSON.stringify(scalar) ?? '');
}

/** In the way of Fastify's own refusals. */
function refuse(statusCode: number, message: string): never {
  throw Object.assign(new Error(message), { statusCode });
}
