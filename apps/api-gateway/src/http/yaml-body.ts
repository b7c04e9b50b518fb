import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CORE_SCHEMA, load, loadAll, YAMLException } from 'js-yaml';

/** Media types under which YAML comes (RFC 9512 names the first). */
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** How many documents a YAML body may have. */
type Documents = 'one' | 'many';

/** Lets a route take its body as YAML too. Many documents are a list; documents that are lists are joined to it. */
export function TakesYaml(documents: Documents = 'one'): MethodDecorator {
  return RouteConfig({ takesYaml: documents });
}

/** Reads YAML bodies for the routes that take them; for others it is a media type like any that is not JSON. */
export function acceptYaml(server: FastifyInstance, mostBytes: number): void {
  server.addContentTypeParser(yamlTypes, { parseAs: 'string' }, (request, body, done) => {
    try {
      const documents = documentsOf(request);
      done(null, documents ? readYaml(body as string, documents, mostBytes) : refuse(415, 'Send JSON.'));
    } catch (error) {
      done(error as Error);
    }
  });
}

function documentsOf(request: FastifyRequest): Documents | undefined {
  return (request.routeOptions.config as { takesYaml?: Documents }).takesYaml;
}

function readYaml(text: string, documents: Documents, mostBytes: number): unknown {
  try {
    const value = text.trim() === '' ? undefined : valueOf(text, documents);
    return isSmall(value, mostBytes)
      ? value
      : refuse(413, 'The body is larger than 1 MB, its aliases written out.');
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const reason = error.toString(true).replace(`${error.name}: `, '');
    return refuse(400, `The YAML cannot be read: ${reason}.`);
  }
}

function valueOf(text: string, documents: Documents): unknown {
  if (documents === 'one') return load(text, { schema: CORE_SCHEMA });
  const found = loadAll(text, { schema: CORE_SCHEMA }).filter((each) => each !== null && each !== undefined);
  return found.length === 1 ? found[0] : found.flat();
}

/** YAML 1.2 has none, and as a field it would only be one that nobody knows. */
const noMerges =
  'The YAML merges by "<<", which is not read: write the fields out. Aliases of whole values are.';

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
    if (Object.hasOwn(each, '<<')) refuse(400, noMerges);
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
