/**
 * One address for all AI of a tenant, in the interface of OpenAI: picks the integration, attaches its secret, keeps to
 * budgets, falls back, passes answers on. Owns no table; what calls cost is kept by usage, what may be spent by budgets.
 */
export { GatewayModule } from './gateway.module.ts';
export { GatewayEdge } from './gateway-edge.ts';
