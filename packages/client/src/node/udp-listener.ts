/** Datagrams on a UDP port, for WAP push on 2948 and 2949 (bootstrap-push §4.1). */
import { createSocket, type RemoteInfo } from "node:dgram";
import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { DeviceError } from "../device-error.ts";
import type { PushListener } from "../push-ports.ts";

export interface UdpOptions {
  /** An address of this machine; loopback when not given. */
  readonly host?: string;
  readonly port: number;
}

/** Room for what comes while the device is busy, in octets; the kernel may grant less. */
const RECEIVE_BUFFER = 1024 * 1024;

/** Rejects with `DeviceError` unavailable when the port cannot be had. */
export async function openUdp(
  name: string,
  { host = "127.0.0.1", port }: UdpOptions,
  receive: (datagram: Uint8Array, from: RemoteInfo) => void,
): Promise<PushListener & { readonly address: { readonly host: string; readonly port: number } }> {
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4" });
  socket.on("message", (datagram, from) => receive(datagram, from));
  await new Promise<void>((resolve, reject) => {
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.close();
      reject(
        new DeviceError("unavailable", `${name} cannot listen on ${host} port ${port} (${error.code}); choose another`),
      );
    });
    socket.bind({ address: host, port, exclusive: true }, resolve);
  });
  // An error after this is the network's: it may come right again.
  socket.removeAllListeners("error").on("error", () => undefined);
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER);
  } catch {
    // It works with the buffer it has.
  }
  const bound = socket.address().port;
  let closed: Promise<void> | undefined;
  return {
    name: `${name} ${host}:${bound}`,
    address: { host, port: bound },
    kernelDrops: () => kernelDrops(isIPv6(host), bound),
    close: () => {
      closed ??= new Promise((resolve) => socket.close(() => resolve()));
      return closed;
    },
  };
}

/**
 * The column `drops` of this port's line; Linux alone keeps it there. Read at once: it lies in memory, and in a flood every
 * turn of the event loop is a long one.
 */
function kernelDrops(isV6: boolean, port: number): number | undefined {
  try {
    const table = readFileSync(isV6 ? "/proc/net/udp6" : "/proc/net/udp", "latin1");
    const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
    const lines = table.split("\n").map((line) => line.trim().split(/\s+/));
    const own = lines.filter(([, local]) => local?.endsWith(wanted));
    return own.length === 0 ? undefined : own.reduce((sum, columns) => sum + Number(columns.at(-1)), 0);
  } catch {
    return undefined;
  }
}
