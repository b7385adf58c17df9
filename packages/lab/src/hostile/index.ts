export {
  HOSTILE_BODIES,
  HOSTILE_DELIVERIES,
  type HostileAct,
  type HostileOptions,
  type HostileServer,
  hostileServer,
} from "./server.ts";
