import { CreateGatewaySchema1763800000000 } from './create-gateway-schema.js';

/** Every migration of the schema `gateway`, in order. */
export const gatewayMigrations = [CreateGatewaySchema1763800000000];
