/** Bearers of pushes on Node.js. */
export { openOfono } from "./ofono-agent.ts";
export { callGateway, HTTP_PUSH_LIMITS, openHttpPush } from "./push-http.ts";
export { openSmsHttp } from "./sms-http.ts";
export { readSmsLines } from "./sms-lines.ts";
export { openSpool } from "./spool-directory.ts";
export { openUdp } from "./udp-listener.ts";
