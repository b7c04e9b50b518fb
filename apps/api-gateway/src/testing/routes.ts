import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_LABEL, type AccessLabel } from '../access/require-permission.js';

/** A route as its controller declares it. */
export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly label: AccessLabel | undefined;
}

type Handler = (...args: unknown[]) => unknown;

/** Every route of every controller, with its access label. */
export function declaredRoutes(app: NestFastifyApplication): DeclaredRoute[] {
  const discovery = new DiscoveryService(app.get(ModulesContainer));
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, Handler> }).prototype;
    return scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .map((name) => routeOf(metatype as Handler, name, prototype[name]!));
  });
}

function routeOf(controller: Handler, name: string, handler: Handler): DeclaredRoute {
  const neutral = typeof Reflect.getMetadata(VERSION_METADATA, controller) === 'symbol';
  const parts = [neutral ? '' : 'api/v1', pathOf(controller), pathOf(handler)];
  return {
    method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!,
    path: `/${parts
      .flatMap((part) => part.split('/'))
      .filter(Boolean)
      .join('/')}`,
    handler: `${controller.name}.${name}`,
    label: (Reflect.getMetadata(ACCESS_LABEL, handler) ?? Reflect.getMetadata(ACCESS_LABEL, controller)) as
      AccessLabel | undefined,
  };
}

function pathOf(target: Handler): string {
  return String(Reflect.getMetadata(PATH_METADATA, target) ?? '');
}
