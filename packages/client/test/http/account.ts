/** The device of the tests of HTTP, and its account. */
export const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
export const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: DEVICE.devId,
  client: { name: "gw-1", secret: "client-pass", nonce: Uint8Array.of(1) },
  server: { name: "com.example.dm", secret: "server-pass", nonce: Uint8Array.of(2) },
};
